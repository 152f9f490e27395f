/** Roles that may act as others. */
import { rule } from "../api.js";
import { granted, reach, removeVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/impersonation",
  title: "Role that can act as anyone",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0065", "trivy:KSV-0043", "checkov:CKV2_K8S_3", "kics:RBAC Roles with Impersonate Permission", "cis-k8s:5.1.8"],

  *check(rule) {
    const found =
      granted(rule, "", ["users", "groups", "serviceaccounts"], ["impersonate"]) ??
      granted(rule, "authentication.k8s.io", ["uids", "userextras/scopes"], ["impersonate"]);
    if (found === undefined || rule.named === undefined) return;
    const star = text(found.verb) === "*";
    if (star && !["users", "groups"].includes(text(found.resource) ?? "")) return;
    if (rule.named && !rule.resourceNames.some((it) => text(it) === "system:masters")) return;
    const resource = text(found.resource);
    yield {
      at: found.verb,
      what:
        resource === "serviceaccounts"
          ? `\`impersonate\` acts as any service account of ${reach(rule)}, with all that it may do`
          : `\`${text(found.verb)}\` on \`${resource}\` acts as anyone, \`system:masters\` included, and leaves their name in the audit log`,
      fix: { title: `Remove \`${text(found.verb)}\``, edit: (it) => removeVerbs(it, rule, [found.verb]) },
    };
  },
});
