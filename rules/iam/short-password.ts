/** Password policies that take short passwords. */
import { rule } from "../api.js";
import { weaker } from "../lib/password-policy.js";

export default rule({
  id: "iam/short-password",
  title: "Short passwords allowed",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_iam_account_password_policy"],
  refs: [
    "checkov:CKV_AWS_10",
    "trivy:AWS-0063",
    "tfsec:aws-iam-set-minimum-password-length",
    "kics:IAM Password Without Minimum Length",
    "checkov:CKV_AWS_9",
    "cis-aws-3.0:1.8",
  ],

  *check(policy) {
    yield* weaker(policy, {
      attribute: "minimum_password_length",
      enough: (it) => it >= 14,
      absent: "six characters are enough",
      weak: (it) => `${it} characters are guessed in days once the hash is known`,
      better: 14,
      title: "Ask for 14 characters",
    });
  },
});
