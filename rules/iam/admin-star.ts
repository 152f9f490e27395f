/** Allow statements that name every action of AWS. */
import { type Editor, rule, type Statement, type Value } from "../api.js";
import { actionsOf, limitsGrant } from "../lib/grants.js";
import { grants, isStar } from "../lib/iam.js";

export default rule({
  id: "iam/admin-star",
  title: "All actions on everything",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  needs: actionsOf(),
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
    if (!grants(statement) || !statement.resources.some(isStar) || statement.conditions.some(limitsGrant)) return;
    const action = statement.actions.find((it) => isStar(it) || it.known === "*:*");
    if (action === undefined) return;
    yield {
      at: action,
      what: "`*` allows every action of every service: whoever holds this is the account's administrator",
      fix: { title: "Only look: list and describe what is there", edit: (it) => replace(it, statement, action) },
    };
  },
});

const looking = [
  "cloudwatch:Describe*",
  "cloudwatch:List*",
  "ec2:Describe*",
  "ecs:Describe*",
  "ecs:List*",
  "lambda:List*",
  "logs:Describe*",
  "rds:Describe*",
  "s3:ListAllMyBuckets",
];

function replace(it: Editor, statement: Statement, action: Value): void {
  const clause = statement.clause("Action");
  if (statement.actions.length === 1 || clause?.kind !== "list") it.replace(clause ?? action, looking);
  else it.remove(action);
}
