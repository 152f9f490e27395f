/** Password policies that let a password stay. */
import { rule } from "../api.js";
import { weaker } from "../lib/password-policy.js";

export default rule({
  id: "iam/password-never-expires",
  title: "Passwords that stay",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_iam_account_password_policy"],
  refs: ["trivy:AWS-0062", "tfsec:aws-iam-set-max-password-age", "kics:Misconfigured Password Policy Expiration", "checkov:CKV_AWS_9"],

  *check(policy) {
    yield* weaker(policy, {
      attribute: "max_password_age",
      enough: (it) => it > 0 && it <= 90,
      absent: "a password works for ever",
      weak: (it) => `A password works for ${it} days after somebody has learnt it`,
      better: 90,
      title: "End them after 90 days",
    });
  },
});
