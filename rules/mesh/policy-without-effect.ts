/** Actions that can never trigger. */
import { rule } from "../api.js";
import { get, isEmpty } from "../lib/value.js";

export default rule({
  id: "mesh/policy-without-effect",
  title: "Action without rules",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.authorization",
  of: ["DENY", "CUSTOM", "AUDIT"],
  refs: [],

  *check(policy) {
    const action = get(policy.body, "spec.action");
    const spec = get(policy.body, "spec");
    if (action === undefined || spec?.kind !== "dict" || !spec.complete || !policy.rulesComplete || !isEmpty(get(spec, "rules"))) return;
    yield {
      at: action,
      what: `\`${policy.action}\` without rules never triggers: this policy ${policy.action === "DENY" ? "denies nothing" : "does nothing"}`,
      fix: policy.action === "DENY" ? { title: "Deny every request", edit: (it) => it.set(spec, "rules", [{}]) } : [],
    };
  },
});
