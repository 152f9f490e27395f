/** Ingress rules that let everyone in. */
import { rule } from "../api.js";
import { policyTypes } from "../lib/kubernetes.js";
import { get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/allow-all-ingress",
  title: "Policy that allows every source",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: ["checkov:CKV2_K8S_6", "kubescape:C-0206", "kics:Network Policy Is Not Targeting Any Pod", "netpol-analyzer:allow-all"],

  *check(policy) {
    if (policyTypes(policy)?.ingress !== true) return;
    for (const rule of items(get(policy.body, "spec.ingress"))) {
      if (rule.kind !== "dict" || !rule.complete) continue;
      const from = get(rule, "from");
      const world = items(from).find((it) => text(get(it, "ipBlock.cidr")) === "0.0.0.0/0" && isEmpty(get(it, "ipBlock.except")));
      if (!isEmpty(from) && world === undefined) continue;
      const ports = get(rule, "ports");
      yield {
        at: world ?? rule,
        what: `${world ? "`0.0.0.0/0`" : from === undefined ? "A rule without `from`" : "An empty `from`"} lets every pod and every address in${isEmpty(ports) ? " on every port" : ""}: the policy isolates nothing from anyone`,
      };
    }
  },
});
