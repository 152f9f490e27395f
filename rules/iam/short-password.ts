/** Short passwords allowed of the account. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

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
    const value = get(policy.body, "minimum_password_length");
    const known = number(value);
    if (value !== undefined && (known === undefined || known >= 14)) return;
    yield {
      at: value ?? policy,
      what:
        value === undefined
          ? "Without `minimum_password_length` six characters are enough"
          : `${known} characters are guessed in days once the hash is known`,
      fix: { title: "Ask for 14 characters", edit: (it) => it.set(policy, "minimum_password_length", 14) },
    };
  },
});
