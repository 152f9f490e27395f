/** JWT rules that accept tokens made for other services. */
import { rule } from "../api.js";
import { get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/jwt-without-audience",
  title: "JWT rule for any audience",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["security.istio.io/RequestAuthentication"],
  refs: [],

  *check(authentication) {
    for (const rule of items(get(authentication.body, "spec.jwtRules"))) {
      if (rule.kind !== "dict" || !rule.complete || !isEmpty(get(rule, "audiences"))) continue;
      const issuer = get(rule, "issuer");
      yield {
        at: issuer ?? rule,
        what: `A token of \`${text(issuer) ?? "this issuer"}\` for any other service is accepted here too: no audience is named`,
      };
    }
  },
});
