/** Pods of one tenant that may start what another tenant has fetched. */
import { type KubeObject, rule } from "../api.js";
import { imageOf } from "../lib/image.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "workload/image-from-cache",
  title: "Image of another tenant from the node's cache",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["imagePullPolicy"],
  refs: ["kics:Image Pull Policy Of The Container Is Not Set To Always", "kubescape:C-0123"],

  *check(workload, { kubernetes }) {
    const namespaces = kubernetes.objects(workload, "/Namespace");
    const own = namespaces.find((it) => it.name !== undefined && it.name === workload.namespace);
    if (own === undefined || tenantOf(own) === undefined) return;
    const tenants = new Set(namespaces.flatMap((it) => tenantOf(it) ?? []));
    if (tenants.size < 2) return;
    for (const container of workload.containers) {
      const policy = get(container.body, "imagePullPolicy");
      const image = imageOf(container);
      if (policy === undefined || text(policy) === undefined || text(policy) === "Always" || image === undefined) continue;
      if (/^(?:docker\.io|quay\.io|ghcr\.io|registry\.k8s\.io|gcr\.io|public\.ecr\.aws|mcr\.microsoft\.com)$/.test(image.registry))
        continue;
      yield {
        at: policy,
        what: `With \`${text(policy)}\` a pod starts what is on the node, whoever fetched it: tenants without access to \`${image.registry}\` run each other's images`,
        fix: { title: "Ask the registry each time", edit: (it) => it.replace(policy, "Always") },
      };
    }
  },
});

function tenantOf(namespace: KubeObject): string | undefined {
  const label = entries(get(namespace.body, "metadata.labels")).find((it) => /(?:^|[/.-])tenant$/.test(it.key));
  return text(label?.value);
}
