/** Allow statements that name every action of AWS. */
import { rule } from "../api.js";
import { grants, isStar } from "../lib/iam.js";

export default rule({
  id: "iam/admin-star",
  title: "All actions on everything",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "iam.statement",
  refs: [
    "checkov:CKV_AWS_1",
    "checkov:CKV_AWS_62",
    "checkov:CKV2_AWS_40",
    "trivy:AWS-0057",
    "tfsec:aws-iam-no-policy-wildcards",
    "kics:IAM Policies With Full Privileges",
    "cis-aws-3.0:1.16",
  ],

  *check(statement) {
    if (!grants(statement) || !statement.resources.some(isStar)) return;
    const action = statement.actions.find((it) => isStar(it) || it.known === "*:*");
    if (action === undefined) return;
    yield { at: action, what: "`*` allows every action of every service: whoever holds this is the account's administrator" };
  },
});
