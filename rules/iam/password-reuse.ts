/** Password policies that let old passwords come back. */
import { rule } from "../api.js";
import { weaker } from "../lib/password-policy.js";

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
    yield* weaker(policy, {
      attribute: "password_reuse_prevention",
      enough: (it) => it >= 5,
      absent: "the old password can be set again at once",
      weak: (it) => `Only the last ${it} passwords are remembered: an old one soon comes back`,
      better: 24,
      title: "Remember the last 24",
    });
  },
});
