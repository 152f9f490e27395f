/** Pod policies that admit privileged containers. */
import { rule } from "../api.js";
import { admits, podPolicies } from "../lib/pod-policy.js";

export default rule({
  id: "admission/policy-admits-privileged",
  title: "Policy that admits privileged pods",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["checkov:CKV_K8S_2", "kics:PSP Set To Privileged", "kube-linter:scc-deny-privileged-container"],

  *check(policy) {
    yield* admits(
      policy,
      "privileged",
      "allowPrivilegedContainer",
      "Whoever may use this policy may run privileged containers, and so own the nodes",
    );
  },
});
