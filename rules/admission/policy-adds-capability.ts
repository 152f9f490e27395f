/** Pod policies under which every pod may have capabilities, or is given some. */
import { rule } from "../api.js";
import { isMighty, podPolicies, policyField } from "../lib/pod-policy.js";
import { items, text } from "../lib/value.js";

export default rule({
  id: "admission/policy-adds-capability",
  title: "Policy that hands out capabilities",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["kics:PSP With Added Capabilities", "checkov:CKV_K8S_24"],

  *check(policy) {
    for (const [field, given] of [
      ["allowedCapabilities", false],
      ["defaultAddCapabilities", true],
    ] as const)
      for (const it of items(policyField(policy, field, field))) {
        const name = text(it);
        // What equals root is said by a rule of its own; OpenShift's own restricted constraint allows low ports.
        if (name === undefined || (!given && isMighty(name)) || (policy.kind !== "PodSecurityPolicy" && name === "NET_BIND_SERVICE"))
          continue;
        yield {
          at: it,
          what: given
            ? `Every container under this policy is given \`${name}\` without asking for it`
            : `Every pod under this policy may take \`${name}\`, not only the one that needs it`,
          fix: { title: given ? `Do not add \`${name}\`` : `Do not allow \`${name}\``, edit: (edit) => edit.remove(it) },
        };
      }
  },
});
