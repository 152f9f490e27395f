/** Passwords may be used again of the account. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

export default rule({
  id: "iam/password-reuse",
  title: "Passwords may be used again",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_iam_account_password_policy"],
  refs: ["trivy:AWS-0056", "tfsec:aws-iam-no-password-reuse", "checkov:CKV_AWS_13", "cis-aws-3.0:1.9"],

  *check(policy) {
    const value = get(policy.body, "password_reuse_prevention");
    const known = number(value);
    if (value !== undefined && (known === undefined || known >= 5)) return;
    yield {
      at: value ?? policy,
      what:
        value === undefined
          ? "Without `password_reuse_prevention` the old password can be set again at once"
          : `Only the last ${known} passwords are remembered: an old one soon comes back`,
      fix: { title: "Remember the last 24", edit: (it) => it.set(policy, "password_reuse_prevention", 24) },
    };
  },
});
