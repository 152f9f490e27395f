/** Policies whose mistakes open instead of closing. */
import { rule } from "../api.js";
import { matchesOf } from "../lib/mesh.js";

export default rule({
  id: "mesh/fail-open-matching",
  title: "Match that fails open",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "none",
  on: "mesh.authorization",
  of: ["ALLOW", "DENY"],
  refs: [],

  *check(policy, { mesh }) {
    // With paths made canonical, one spelling is all there is.
    const { written } = mesh.settings(policy);
    if (
      written?.kind === "unknown" ||
      (written?.kind === "dict" && (!written.complete || written.entries.some((it) => it.key === "pathNormalization")))
    )
      return;
    const wrong = policy.rules
      .flatMap(matchesOf)
      .find((it) =>
        policy.action === "DENY"
          ? it.attribute === "request.path" && !it.negative
          : it.negative && /^request\.(?:path|method)$/.test(it.attribute ?? ""),
      );
    if (wrong === undefined) return;
    yield {
      at: wrong.keyAt,
      what:
        policy.action === "DENY"
          ? "Denying named paths fails open: a spelling that the server reads alike (`//`, `%2f`, another case) is not denied. Name what is allowed instead"
          : `\`${wrong.field}\` in an ALLOW rule fails open: whatever nobody thought of is allowed. Name what is allowed instead`,
    };
  },
});
