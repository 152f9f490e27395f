/** Identities that are read from a header which the caller writes. */
import { rule } from "../api.js";
import { isIdentity, matchesOf } from "../lib/mesh.js";

export default rule({
  id: "mesh/identity-from-header",
  title: "Identity read from a header",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "error",
  fixes: "none",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy) {
    for (const it of policy.rules) {
      const field = it.when.find(
        (one) =>
          !one.negative &&
          /^request\.headers\[(?:authorization|x-(?:forwarded-|auth-|auth-request-|jwt-)?(?:user|email|groups?|role|roles|claims?|sub|user-(?:id|role|email|groups?))|x-jwt-.*)\]$/.test(
            one.attribute ?? "",
          ),
      );
      // A proxy that is known by its certificate may be trusted to write the header.
      if (field === undefined || !it.complete || matchesOf(it).some((one) => one.attribute === undefined || isIdentity(one.attribute)))
        continue;
      yield {
        at: field.keyAt,
        what: `\`${field.field}\` is what the caller says it is: anybody may send that header. A claim of a validated token is \`request.auth.claims[...]\``,
      };
    }
  },
});
