/** Namespaces with workloads, all of them in view, where no policy denies ingress to every pod. */
import { type Data, type Fix, rule } from "../api.js";
import { allowDns, besidePolicies, flowPolicies, mayDenyByDefault, networkPolicy } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";

export default rule({
  id: "segmentation/no-default-deny",
  title: "Namespace without default deny",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["checkov:CKV2_K8S_6", "kubescape:C-0260", "kubescape:C-0054", "kube-linter:non-isolated-pod", "nsa-k8s"],

  *check(namespace, { connectivity }) {
    const name = namespace.name;
    if (name === undefined || isSystemNamespace(name) || !connectivity.inventoried(namespace) || connectivity.hidden(namespace)) return;
    const policies = connectivity.policies(namespace);
    const workloads = connectivity.workloads(namespace);
    if (workloads.length === 0 || policies.some((it) => mayDenyByDefault(it, "ingress", workloads, connectivity))) return;
    const callers = flowPolicies(workloads, "ingress", connectivity);
    const destinations = flowPolicies(workloads, "egress", connectivity);
    const count = callers?.length ?? 0;
    const known = count === 0 ? "" : count === 1 ? ", one workload's callers let in" : `, callers of ${count} workloads let in`;
    const creating = (title: string, objects: readonly { readonly [key: string]: Data }[]): Fix => ({
      title,
      edit: (it) => {
        for (const one of objects) it.createObject(besidePolicies(namespace, connectivity), one);
      },
    });
    const deny = (types: readonly string[]) => networkPolicy("default-deny", name, { podSelector: {}, policyTypes: types });
    const open = workloads.filter((it) => connectivity.isolated(it, "ingress") !== true);
    yield {
      at: namespace,
      what:
        policies.length === 0
          ? `Every pod of \`${name}\` accepts connections from every other pod of the cluster: no policy denies by default`
          : `\`${name}\` has policies and none that denies by default: a pod that they do not name is open to the whole cluster, as is each that is added later`,
      related: open.slice(0, 3).map((it) => ({ at: it, what: `\`${it.label}\` is reachable` })),
      // What is needed and cannot be written, like a call of the API server to a webhook, would be lost: then nothing is offered.
      fix: [
        ...(callers ? [creating(`Deny ingress by default${known}`, [deny(["Ingress"]), ...callers])] : []),
        ...(callers && destinations
          ? [
              creating(`Deny all traffic by default, DNS allowed${known}`, [
                deny(["Ingress", "Egress"]),
                allowDns(name),
                ...callers,
                ...destinations,
              ]),
            ]
          : []),
      ],
    };
  },
});
