/** Named rules with verbs that have no name. */
import { rule } from "../api.js";
import { listed, removeVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/names-without-effect",
  title: "resourceNames that do not limit the verb",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "safe",
  on: "rbac.rule",
  refs: [],

  *check(rule) {
    if (rule.named !== true || !rule.complete) return;
    // The name of a subresource's owner is in the request: create on serviceaccounts/token can be limited.
    const whole = rule.resources.filter((it) => !text(it)?.includes("/"));
    if (whole.length < rule.resources.length || whole.length === 0) return;
    const dead = rule.verbs.filter((it) => text(it) === "create" || text(it) === "deletecollection");
    const [first] = dead;
    if (first === undefined) return;
    yield {
      at: first,
      what: `${listed(dead)} ${dead.length === 1 ? "has" : "have"} no name yet when the request is judged: with \`resourceNames\` this grants nothing, and the next attempt drops the names`,
      fix: { title: `Remove ${listed(dead)}`, level: "safe", edit: (it) => removeVerbs(it, rule, dead) },
    };
  },
});
