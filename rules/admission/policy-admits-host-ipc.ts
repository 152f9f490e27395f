/** Pod policies that let pods share the memory of their node. */
import { rule } from "../api.js";
import { admits, podPolicies } from "../lib/pod-policy.js";

export default rule({
  id: "admission/policy-admits-host-ipc",
  title: "Policy that admits the memory of the node",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["checkov:CKV_K8S_3", "kics:PSP Allows Sharing Host IPC"],

  *check(policy) {
    yield* admits(policy, "hostIPC", "allowHostIPC", "Pods under this policy may read the shared memory of every process on their node");
  },
});
