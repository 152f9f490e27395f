/** Allow statements that name what they leave out. */
import { rule } from "../api.js";
import { grants } from "../lib/iam.js";

export default rule({
  id: "iam/not-action",
  title: "Allow with NotAction",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "iam.statement",
  refs: ["checkov:CKV_AWS_49", "trivy:AWS-0057", "kics:IAM Policies With Full Privileges", "parliament:NotAction"],

  *check(statement) {
    const clause = statement.clause("NotAction");
    if (!grants(statement) || clause === undefined || clause.kind === "unknown") return;
    yield { at: clause, what: "`NotAction` with Allow grants every action but these, and every action that AWS adds from now on" };
  },
});
