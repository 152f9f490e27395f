/** Password policies that ask for no symbols. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_iam_account_password_policy"],
    path: "require_symbols",
    bad: ["false"],
    absent: true,
    what: "Passwords of users need no symbols: short lists of words guess them",
    repair: { title: "Ask for symbols", value: true },
  },
];

export default rule({
  id: "secrets/password-without-symbol",
  title: "Password policy without symbols",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "trivy:AWS-0060",
    "tfsec:aws-iam-require-symbols-in-passwords",
    "kics:IAM password policy does not require symbol",
    "checkov:CKV_AWS_14",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
