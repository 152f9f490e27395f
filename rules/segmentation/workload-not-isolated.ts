/** Workloads left out by the policies of their namespace. */
import { rule } from "../api.js";
import { isSystemNamespace, policiesOf, policyTypes, selects, unplacedPolicies } from "../lib/kubernetes.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "segmentation/workload-not-isolated",
  title: "Workload that no policy isolates",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.workload",
  refs: ["kube-linter:non-isolated-pod", "kubescape:C-0206", "kube-score:pod-networkpolicy"],

  *check(workload, project) {
    const { kubernetes } = project;
    if (isSystemNamespace(workload.namespace) || flag(get(workload.pod, "hostNetwork")) === true) return;
    if (kubernetes.mayHide(workload, "networking.k8s.io/NetworkPolicy")) return;
    const policies = policiesOf(workload, kubernetes);
    // Where nothing is isolated the namespace as a whole lacks a policy: that is said there.
    if (policies.length === 0 || !policies.some((it) => policyTypes(it)?.ingress === true)) return;
    const verdicts = [...policies, ...unplacedPolicies(workload, kubernetes)].map((it) => {
      const types = policyTypes(it);
      return types === undefined ? undefined : types.ingress ? selects(it, workload, kubernetes) : false;
    });
    if (verdicts.some((it) => it !== false)) return;
    yield {
      at: workload,
      what: "Other workloads of this namespace are isolated, this one is not: any pod of the cluster may connect to it",
    };
  },
});
