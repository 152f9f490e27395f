/** Roles that may escalate. */
import { rule } from "../api.js";
import { granted, removeVerbs, usualVerbs } from "../lib/rbac.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rbac/escalation-verb",
  title: "Role that can raise its own rights",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0191", "trivy:KSV-0051", "checkov:CKV_K8S_158", "cis-k8s:5.1.8", "checkov:CKV_K8S_157"],

  *check(rule) {
    const found = granted(rule, "rbac.authorization.k8s.io", ["roles", "clusterroles"], ["escalate"]);
    if (found === undefined || rule.named !== false) return;
    const star = text(found.verb) === "*";
    const verbs = get(rule.body, "verbs");
    yield {
      at: found.verb,
      what: `${star ? "`*` on roles includes `escalate` and `bind`, which write and give away" : "`escalate` writes"} roles with more rights than its holder has: this role is as strong as the strongest one in the cluster`,
      fix: star
        ? { title: "List the usual verbs", edit: (it) => verbs && it.replace(verbs, usualVerbs) }
        : { title: "Remove `escalate`", edit: (it) => removeVerbs(it, rule, [found.verb]) },
    };
  },
});
