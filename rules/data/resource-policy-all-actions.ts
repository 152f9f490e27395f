/** Resource policies that give others every action, the rights over the policy itself among them. */
import { rule } from "../api.js";
import { isStar } from "../lib/iam.js";
import { text } from "../lib/value.js";

export default rule({
  id: "data/resource-policy-all-actions",
  title: "Resource policy that gives every action",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "iam.statement",
  needs: ["resource"],
  refs: [
    "trivy:AWS-0097",
    "tfsec:aws-sqs-no-wildcards-in-policy-documents",
    "checkov:CKV_AWS_72",
    "kics:SQS Policy Allows All Actions",
    "kics:SNS Topic Publicity Has Allow and NotAction Simultaneously",
    "kics:S3 Bucket With All Permissions",
    "kics:SES Policy With Allowed IAM Actions",
  ],

  *check(statement) {
    if (
      statement.use !== "resource" ||
      statement.effect !== "Allow" ||
      statement.users.some((it) => /^aws_(?:vpc_endpoint|vpclattice)/.test(it.type))
    )
      return;
    const [but] = statement.notActions;
    if (but !== undefined && statement.principals.length > 0) {
      yield {
        at: but,
        what: "`NotAction` with Allow gives every action but these: deleting the resource and rewriting this policy among them",
      };
      return;
    }
    const action = statement.actions.find((it) => isStar(it) || /^[a-z0-9-]+:\*$/i.test(text(it) ?? ""));
    if (action === undefined || statement.principals.length === 0) return;
    // The root of an account stands for its own IAM policies, which decide further.
    if (statement.principals.some((it) => text(it.value) === undefined || it.type === undefined || isAccount(text(it.value) ?? ""))) return;
    yield {
      at: action,
      what: `\`${text(action)}\` includes deleting the resource and rewriting this policy: whoever is let in can let in others`,
    };
  },
});

function isAccount(principal: string): boolean {
  return /^\d{12}$|^arn:[^:]*:iam::[^:]*:root$/.test(principal);
}
