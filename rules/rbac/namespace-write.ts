/** Roles that may relabel namespaces. */
import { rule } from "../api.js";
import { ending, granted, listed, onlyRead } from "../lib/rbac.js";

export default rule({
  id: "rbac/namespace-write",
  title: "Role that can change namespaces",
  pillar: "identity",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: [],

  *check(rule) {
    const found = granted(rule, "", ["namespaces"], ["update", "patch"]);
    if (found === undefined || rule.named !== false) return;
    yield {
      at: found.verb,
      what: `${listed(found.verbs)} on namespaces rewrite${ending(found.verbs)} the labels that pod security, network policies and the mesh go by`,
      fix: onlyRead(rule, found.resources),
    };
  },
});
