/** Policies named after a token that they do not require. */
import { rule } from "../api.js";
import { matchesOf } from "../lib/mesh.js";

export default rule({
  id: "mesh/jwt-promised-not-required",
  title: "Policy that promises a JWT and requires none",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "none",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy) {
    if (policy.name === undefined || !/(?:^|-)(?:jwt|token|oidc)(?:-|$)/.test(policy.name) || policy.rules.length === 0) return;
    const requires = policy.rules.some(
      (it) => !it.complete || matchesOf(it).some((one) => one.attribute === undefined || one.attribute.startsWith("request.auth.")),
    );
    if (requires) return;
    yield { at: policy, what: `\`${policy.name}\` promises a JWT, but no rule tests \`requestPrincipals\`: requests without a token pass` };
  },
});
