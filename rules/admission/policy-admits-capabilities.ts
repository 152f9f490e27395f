/** Pod policies under which containers may be given any capability. */
import { rule } from "../api.js";
import { isMighty, podPolicies, policyField } from "../lib/pod-policy.js";
import { items, text } from "../lib/value.js";

export default rule({
  id: "admission/policy-admits-capabilities",
  title: "Policy that admits every capability",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["kics:PSP With Added Capabilities", "checkov:CKV_K8S_24"],

  *check(policy) {
    for (const it of items(policyField(policy, "allowedCapabilities", "allowedCapabilities"))) {
      const name = text(it);
      if (name === undefined || !isMighty(name)) continue;
      yield {
        at: it,
        what: `Pods under this policy may be given \`${name}\`: as good as root on their node`,
        fix: { title: `Do not allow \`${name}\``, edit: (edit) => edit.remove(it) },
      };
    }
  },
});
