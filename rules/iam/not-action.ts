/** Allow statements that name what they leave out. */
import { rule } from "../api.js";
import { grants } from "../lib/iam.js";

export default rule({
  id: "iam/not-action",
  title: "Allow with NotAction",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  needs: ["NotAction"],
  refs: ["checkov:CKV_AWS_49", "trivy:AWS-0057", "parliament:NotAction"],

  *check(statement) {
    const clause = statement.clause("NotAction");
    if (!grants(statement) || clause === undefined || clause.kind === "unknown") return;
    yield {
      at: clause,
      what: "`NotAction` with Allow grants every action but these, and every action that AWS adds from now on",
      fix: {
        title: "Deny everything but these (a guard rail, which grants nothing)",
        edit: (it) =>
          statement.spelling === "document" ? it.set(statement.place, "effect", "Deny") : it.set(statement.body, "Effect", "Deny"),
      },
    };
  },
});
