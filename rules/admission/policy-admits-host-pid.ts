/** Pod policies that show pods the processes of their node. */
import { rule } from "../api.js";
import { admits, podPolicies } from "../lib/pod-policy.js";

export default rule({
  id: "admission/policy-admits-host-pid",
  title: "Policy that admits the processes of the node",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["checkov:CKV_K8S_1", "kics:PSP Allows Sharing Host PID"],

  *check(policy) {
    yield* admits(policy, "hostPID", "allowHostPID", "Pods under this policy may see every process of their node, with its secrets");
  },
});
