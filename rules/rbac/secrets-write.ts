/** Roles that change all secrets. */
import { rule } from "../api.js";
import { changingVerbs, granted, listed, reach, readingVerbs, removeResources } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/secrets-write",
  title: "Role that can change any secret",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "rbac.rule",
  refs: ["trivy:KSV-0113"],

  *check(rule) {
    const found = granted(rule, "", ["secrets"], changingVerbs);
    // Who can also read them hears about that.
    if (found === undefined || rule.named !== false || granted(rule, "", ["secrets"], readingVerbs)) return;
    const verbs = found.verbs.filter((it) => text(it) !== "create");
    if (verbs.length === 0) return;
    yield {
      at: found.resource,
      what: `${listed(verbs)} on every secret of ${reach(rule)}: certificates and passwords of other workloads can be swapped or lost`,
      fix: { title: "Remove `secrets` from the rule", edit: (it) => removeResources(it, rule, found.resources) },
    };
  },
});
