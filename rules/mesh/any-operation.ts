/** ALLOW rules that name a caller and let it do everything. */
import { rule } from "../api.js";
import { get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/any-operation",
  title: "ALLOW rule without an operation",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["security.istio.io/AuthorizationPolicy"],
  refs: [],

  *check(policy) {
    const action = get(policy.body, "spec.action");
    if (action !== undefined && text(action) !== "ALLOW") return;
    const rules = items(get(policy.body, "spec.rules"));
    for (const [i, rule] of rules.entries()) {
      const from = get(rule, "from");
      if (rule.kind !== "dict" || !rule.complete || from?.kind !== "list" || from.items.length === 0 || !isEmpty(get(rule, "to"))) continue;
      const next = rules[i + 1];
      if (rule.entries.length === 1 && next?.kind === "dict" && next.entries.length === 1 && next.entries[0]?.key === "to") continue;
      yield {
        at: rule.entries.find((it) => it.key === "from")?.keyAt ?? rule,
        what: "Without `to` this caller may use every method and path on every port",
      };
    }
  },
});
