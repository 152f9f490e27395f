/** Passwords that stay of the account. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

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
    const value = get(policy.body, "max_password_age");
    const known = number(value);
    if (value !== undefined && (known === undefined || (known > 0 && known <= 90))) return;
    yield {
      at: value ?? policy,
      what:
        value === undefined
          ? "Without `max_password_age` a password works for ever"
          : `A password works for ${known} days after somebody has learnt it`,
      fix: { title: "End them after 90 days", edit: (it) => it.set(policy, "max_password_age", 90) },
    };
  },
});
