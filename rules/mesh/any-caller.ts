/** ALLOW rules that name operations and let anyone use them. */
import { rule } from "../api.js";
import { get, isComplete, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/any-caller",
  title: "ALLOW rule without a caller",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["security.istio.io/AuthorizationPolicy"],
  refs: [],

  *check(policy) {
    const action = get(policy.body, "spec.action");
    if (action !== undefined && text(action) !== "ALLOW") return;
    const rules = items(get(policy.body, "spec.rules"));
    for (const [i, rule] of rules.entries()) {
      if (rule.kind !== "dict" || !rule.complete || !isEmpty(get(rule, "from")) || !isEmpty(get(rule, "when"))) continue;
      const to = get(rule, "to");
      const before = rules[i - 1];
      // Split from the rule above: that is said there.
      if (
        to === undefined ||
        to.kind === "unknown" ||
        (before?.kind === "dict" && before.entries.length === 1 && before.entries[0]?.key === "from" && rule.entries.length === 1)
      )
        continue;
      if (items(to).some((it) => !isComplete(get(it, "operation.paths")))) continue;
      const paths = items(to).flatMap((it) => items(get(it, "operation.paths")).flatMap((one) => text(one) ?? []));
      if (paths.length > 0 && paths.every((it) => /health|ready|live|metrics|ping|status/i.test(it))) continue;
      yield {
        at: rule.entries[0]?.keyAt ?? rule,
        what: "This rule names operations but no caller: anyone who reaches the workload may use them",
      };
    }
  },
});
