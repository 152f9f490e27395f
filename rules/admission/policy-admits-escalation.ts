/** Pod policies that let containers gain privileges. */
import { rule } from "../api.js";
import { admits, podPolicies } from "../lib/pod-policy.js";

export default rule({
  id: "admission/policy-admits-escalation",
  title: "Policy that admits privilege escalation",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["checkov:CKV_K8S_5", "kics:PSP Allows Privilege Escalation"],

  *check(policy) {
    yield* admits(
      policy,
      "allowPrivilegeEscalation",
      "allowPrivilegeEscalation",
      "Pods under this policy may gain more privileges than they start with",
      "absent",
    );
  },
});
