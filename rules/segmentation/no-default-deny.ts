/** Namespaces whose pods accept connections from anywhere. */
import { rule } from "../api.js";
import { allowDns, flowPolicies, mayDenyByDefault, networkPolicy } from "../lib/connectivity.js";
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
  refs: ["checkov:CKV2_K8S_6", "kubescape:C-0260", "kubescape:C-0054", "kube-linter:non-isolated-pod", "nsa-k8s", "trivy:KSV-0038"],

  *check(namespace, { connectivity }) {
    const name = namespace.name;
    if (name === undefined || isSystemNamespace(name) || !connectivity.inventoried(namespace) || connectivity.hidden(namespace)) return;
    const workloads = connectivity.workloads(namespace);
    if (workloads.length === 0 || connectivity.policies(namespace).some((it) => mayDenyByDefault(it, "ingress", workloads, connectivity)))
      return;
    const callers = flowPolicies(workloads, "ingress", connectivity);
    const known =
      callers.length === 0
        ? ""
        : callers.length === 1
          ? ", one workload's callers let in"
          : `, callers of ${callers.length} workloads let in`;
    const deny = (types: readonly string[]) => networkPolicy("default-deny", name, { podSelector: {}, policyTypes: types });
    yield {
      at: namespace,
      what: `Every pod of \`${name}\` accepts connections from every other pod of the cluster: no policy denies by default`,
      related: workloads.slice(0, 3).map((it) => ({ at: it, what: `\`${it.label}\` is reachable` })),
      fix: [
        {
          title: `Deny ingress by default${known}`,
          edit: (it) => {
            for (const one of [deny(["Ingress"]), ...callers]) it.createObject(namespace, one);
          },
        },
        {
          title: `Deny all traffic by default, DNS allowed${known}`,
          edit: (it) => {
            for (const one of [deny(["Ingress", "Egress"]), allowDns(name), ...callers, ...flowPolicies(workloads, "egress", connectivity)])
              it.createObject(namespace, one);
          },
        },
      ],
    };
  },
});
