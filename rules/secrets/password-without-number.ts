/** Password policies that ask for no numbers. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_iam_account_password_policy"],
    path: "require_numbers",
    bad: ["false"],
    absent: true,
    what: "Passwords of users need no numbers: short lists of words guess them",
    repair: { title: "Ask for numbers", value: true },
  },
];

export default rule({
  id: "secrets/password-without-number",
  title: "Password policy without numbers",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "trivy:AWS-0059",
    "tfsec:aws-iam-require-numbers-in-passwords",
    "kics:IAM password policy does not require numbers",
    "checkov:CKV_AWS_12",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
