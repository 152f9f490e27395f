/** Egress rules that let pods reach everything. */
import { rule } from "../api.js";
import { policyTypes } from "../lib/kubernetes.js";
import { get, isEmpty, items } from "../lib/value.js";

export default rule({
  id: "segmentation/allow-all-egress",
  title: "Policy that allows every destination",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: ["kubescape:C-0206"],

  *check(policy) {
    if (policyTypes(policy)?.egress !== true) return;
    for (const rule of items(get(policy.body, "spec.egress"))) {
      if (rule.kind !== "dict" || !rule.complete || !isEmpty(get(rule, "to")) || !isEmpty(get(rule, "ports"))) continue;
      yield { at: rule, what: "A rule without `to` and `ports` lets these pods reach everything, inside the cluster and outside" };
    }
  },
});
