/** Pod policies that let pods set kernel parameters that reach beyond them. */
import { rule } from "../api.js";
import { podPolicies, policyField } from "../lib/pod-policy.js";
import { items, text } from "../lib/value.js";

export default rule({
  id: "admission/policy-admits-sysctls",
  title: "Policy that admits unsafe kernel parameters",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["kics:Cluster Allows Unsafe Sysctls"],

  *check(policy) {
    const allowed = policyField(policy, "allowedUnsafeSysctls", "allowedUnsafeSysctls");
    const [first] = items(allowed);
    if (allowed === undefined || first === undefined || text(first) === undefined) return;
    yield {
      at: allowed,
      what: `\`${text(first)}\`: pods under this policy set parameters of the kernel that others on the node share`,
      fix: { title: "Allow the safe parameters only", edit: (it) => it.remove(allowed) },
    };
  },
});
