/** Pod policies that admit pods on the network of their node. */
import { rule } from "../api.js";
import { admits, podPolicies } from "../lib/pod-policy.js";

export default rule({
  id: "admission/policy-admits-host-network",
  title: "Policy that admits the network of the node",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["checkov:CKV_K8S_4", "kics:PSP Allows Containers To Share The Host Network Namespace"],

  *check(policy) {
    yield* admits(
      policy,
      "hostNetwork",
      "allowHostNetwork",
      "Pods under this policy may join the network of their node, where no network policy holds",
    );
  },
});
