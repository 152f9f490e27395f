/** Signing keys that are written into the configuration, where nothing rotates them. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rotation/inline-signing-keys",
  title: "Signing keys written inline",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "none",
  on: "mesh.requestAuthentication",
  refs: [],

  *check(authentication) {
    for (const { at } of authentication.jwtRules) {
      const jwks = get(at, "jwks");
      const known = text(jwks);
      if (jwks === undefined || known === undefined) continue;
      const secret = /"kty"\s*:\s*"oct"|"d"\s*:\s*"/.test(known);
      yield {
        at: jwks,
        what: secret
          ? "These keys hold a secret: whoever reads this object may sign tokens for anybody"
          : "Keys that are written here never rotate: when the issuer changes them all tokens fail, and when one leaks it stays trusted. `jwksUri` follows the issuer",
      };
    }
  },
});
