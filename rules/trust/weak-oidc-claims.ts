/** API server logins by claims that others can choose. */
import { type Dict, type Editor, rule, type Value } from "../api.js";
import { get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "trust/weak-oidc-claims",
  title: "Login by a claim that others can choose",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["apiserver.config.k8s.io/AuthenticationConfiguration"],
  refs: [],

  *check(object) {
    for (const jwt of items(get(object.body, "jwt"))) {
      if (jwt.kind !== "dict") continue;
      const url = get(jwt, "issuer.url");
      if (url !== undefined && /^http:/.test(text(url) ?? ""))
        yield { at: url, what: "Keys of the issuer come without TLS: whoever is in between logs in as anyone" };
      const username = get(jwt, "claimMappings.username");
      const claim = get(username, "claim");
      const rules = get(jwt, "claimValidationRules");
      const users = get(jwt, "userValidationRules");
      if (!isComplete(rules) || !isComplete(users)) continue;
      const prefix = get(username, "prefix");
      const reserved = expressions(users).some((it) => it.includes("system:"));
      if (claim !== undefined && prefix !== undefined && text(prefix) === "" && !reserved) {
        yield {
          at: prefix,
          what: "Without a prefix the issuer can name a user `system:...`, one of the control plane's own",
          fix: [
            { title: "Give its users a prefix", edit: (it) => it.replace(prefix, "oidc:") },
            {
              title: "Refuse reserved names",
              edit: (it) => addUserRule(it, jwt, users),
            },
          ],
        };
      }
      if (
        claim !== undefined &&
        text(claim) === "email" &&
        !expressions(rules).some((it) => it.includes("email_verified")) &&
        !mapsVerified(username)
      )
        yield {
          at: claim,
          what: "`email` is what a user typed in unless `email_verified` says otherwise: whoever registers with another's address logs in as them",
          fix: {
            title: "Only verified addresses",
            edit: (it) => {
              const rule = { expression: "claims.email_verified == true", message: "the address must be verified" };
              if (rules) it.append(rules, rule);
              else it.set(jwt, "claimValidationRules", [rule]);
            },
          },
        };
    }
  },
});

function expressions(rules: Value | undefined): readonly string[] {
  return items(rules).flatMap((it) => text(get(it, "expression")) ?? text(get(it, "claim")) ?? []);
}

function mapsVerified(username: Value | undefined): boolean {
  return text(get(username, "expression"))?.includes("email_verified") === true;
}

function addUserRule(it: Editor, jwt: Dict, users: Value | undefined): void {
  const rule = { expression: "!user.username.startsWith('system:')", message: "reserved for the control plane" };
  if (users) it.append(users, rule);
  else it.set(jwt, "userValidationRules", [rule]);
}
