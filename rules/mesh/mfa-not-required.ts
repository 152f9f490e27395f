/** Sensitive operations that a token opens without a second factor. */
import { type Authorization, type AuthorizationRule, type Fix, type Match, type Project, rule } from "../api.js";
import { matchesOf } from "../lib/mesh.js";
import { get, text } from "../lib/value.js";

const sensitive =
  /(?:^|[/._*-])(?:admin|internal|manage|management|payments?|transfers?|users|secrets|actuator|backoffice|billing)(?:[/._*-]|$)/i;
const people =
  /okta\.com|auth0\.com|login\.microsoftonline\.com|sts\.windows\.net|accounts\.google\.com|\/realms\/|keycloak|cognito-idp|onelogin\.com|pingidentity|pingone/i;
const factor = /^request\.auth\.claims\[(?:amr|acr|acrs|mfa|auth_time)\]$/;

export default rule({
  id: "mesh/mfa-not-required",
  title: "Sensitive operation without MFA",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy, project) {
    for (const it of policy.rules) {
      const token = matchesOf(it).find((one) => one.attribute === "request.auth.principal" && !one.negative);
      const operation = sensitiveField(it);
      if (!it.complete || token === undefined || operation === undefined || !isPeople(policy, token, project)) continue;
      if (matchesOf(it).some((one) => one.attribute === undefined || factor.test(one.attribute)) || elsewhere(policy, project)) continue;
      yield {
        at: operation.keyAt,
        what: "A password alone opens this operation: no condition asks the token for a second factor (`amr`, `acr`)",
        fix: required(it),
      };
    }
  },
});

function sensitiveField(rule: AuthorizationRule): Match | undefined {
  return (rule.to ?? [])
    .flatMap((it) => it.matches)
    .find(
      (it) =>
        !it.negative &&
        ((it.attribute === "request.path" && it.values.some((value) => sensitive.test(text(value) ?? ""))) ||
          (it.attribute === "request.method" && it.values.some((value) => text(value) === "DELETE"))),
    );
}

/** Machines have no second factor: the issuer is one that people log in to. */
function isPeople(policy: Authorization, token: Match, { mesh }: Project): boolean {
  const named = token.values.flatMap((it) => text(it) ?? []);
  if (named.some((it) => people.test(it))) return true;
  if (!named.includes("*")) return false;
  const covered = mesh.covered(policy);
  return mesh
    .requestAuthentications(policy)
    .some((it) => covered.some((one) => mesh.applies(it, one) === true) && it.jwtRules.some((jwt) => people.test(jwt.issuer ?? "")));
}

/** Whether another policy denies without the factor, or may. */
function elsewhere(policy: Authorization, { mesh, kubernetes }: Project): boolean {
  if (kubernetes.mayHide(policy, "security.istio.io/AuthorizationPolicy")) return true;
  return mesh
    .authorizations(policy)
    .some(
      (it) =>
        it !== policy &&
        (it.action === undefined ||
          it.action === "CUSTOM" ||
          (it.action === "DENY" &&
            it.rules.some(
              (one) => !one.complete || one.when.some((match) => match.attribute === undefined || factor.test(match.attribute)),
            ))),
    );
}

function required(rule: AuthorizationRule): Fix {
  const condition = { key: "request.auth.claims[amr]", values: ["mfa"] };
  const when = get(rule.at, "when");
  return {
    title: "Require the amr claim to hold mfa",
    edit: (it) => (when ? it.append(when, condition) : it.set(rule.at, "when", [condition])),
  };
}
