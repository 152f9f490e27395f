/** ALLOW policies with a rule that always matches. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/allow-all-rule",
  title: "ALLOW policy with an empty rule",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["security.istio.io/AuthorizationPolicy"],
  refs: [],

  *check(policy) {
    const action = get(policy.body, "spec.action");
    if (action !== undefined && text(action) !== "ALLOW") return;
    for (const rule of items(get(policy.body, "spec.rules")))
      if (rule.kind === "dict" && rule.complete && rule.entries.length === 0)
        yield { at: rule, what: "An empty rule always matches: every caller, authenticated or not, may do everything" };
  },
});
