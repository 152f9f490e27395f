/** Policies named after a token that they do not require. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/jwt-promised-not-required",
  title: "Policy that promises a JWT and requires none",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["security.istio.io/AuthorizationPolicy"],
  refs: [],

  *check(policy) {
    const action = text(get(policy.body, "spec.action"));
    if (policy.name === undefined || !/(?:^|-)(?:jwt|token|oidc)(?:-|$)/.test(policy.name) || (action !== undefined && action !== "ALLOW"))
      return;
    const rules = get(policy.body, "spec.rules");
    if (rules?.kind !== "list" || rules.items.length === 0) return;
    const requires = rules.items.some((rule) => {
      const sources = items(get(rule, "from")).map((it) => get(it, "source"));
      const keys = items(get(rule, "when")).map((it) => get(it, "key"));
      const open = rule.kind !== "dict" || !rule.complete || [...sources, ...keys].some((it) => it?.kind === "unknown");
      return (
        open ||
        sources.some((it) => get(it, "requestPrincipals") !== undefined || get(it, "notRequestPrincipals") !== undefined) ||
        keys.some((it) => text(it)?.startsWith("request.auth.") === true)
      );
    });
    if (requires) return;
    yield { at: policy, what: `\`${policy.name}\` promises a JWT, but no rule tests \`requestPrincipals\`: requests without a token pass` };
  },
});
