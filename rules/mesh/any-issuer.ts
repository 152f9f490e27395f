/** Policies that take the token of any issuer where several are trusted. */
import { type Fix, rule } from "../api.js";
import { listed, matchesOf } from "../lib/mesh.js";
import { text } from "../lib/value.js";

export default rule({
  id: "mesh/any-issuer",
  title: "Token of any issuer accepted",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy, { mesh }) {
    const [workload] = mesh.covered(policy);
    if (workload === undefined) return;
    const trusted = mesh.requestAuthentications(policy).filter((it) => mesh.applies(it, workload) === true);
    const issuers = [...new Set(trusted.flatMap((it) => it.jwtRules.flatMap((jwt) => jwt.issuer ?? [])))];
    if (issuers.length < 2) return;
    for (const it of policy.rules) {
      if (!it.complete || it.when.some((one) => one.attribute === undefined || one.attribute.startsWith("request.auth."))) continue;
      for (const value of matchesOf(it).flatMap((one) => (one.attribute === "request.auth.principal" && !one.negative ? one.values : []))) {
        if (text(value) !== "*") continue;
        yield {
          at: value,
          what: `\`*\` is any of the ${issuers.length} issuers trusted here, ${listed(issuers)}: a token that was made for one purpose opens the other`,
          fix: issuers
            .slice(0, 3)
            .map((issuer): Fix => ({ title: `Accept only ${issuer}`, edit: (edit) => edit.replace(value, `${issuer}/*`) })),
        };
      }
    }
  },
});
