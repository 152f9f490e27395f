/** Statements of resource policies that name nobody. */
import { rule } from "../api.js";

export default rule({
  id: "data/statement-without-principal",
  title: "Resource policy that names nobody",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "iam.statement",
  needs: ["resource"],
  refs: ["kics:Policy Without Principal", "parliament:MISSING_PRINCIPAL"],

  *check(statement) {
    if (statement.use !== "resource" || statement.effect === undefined || !statement.body.complete) return;
    if (statement.clause("Principal") !== undefined || statement.clause("NotPrincipal") !== undefined) return;
    // Endpoint policies of VPCs and bucket drafts written for modules get theirs elsewhere.
    if (statement.users.some((it) => it.mode !== "resource")) return;
    yield { at: statement, what: "The statement names no principal: AWS refuses the policy, and what was meant is not in force" };
  },
});
