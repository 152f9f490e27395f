/** Attachments of AWS managed policies that make administrators. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "iam/admin-managed-policy",
  title: "Administrator policy attached",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "terraform.block",
  of: [
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
    "aws_iam_group_policy_attachment",
    "aws_iam_policy_attachment",
    "aws_ssoadmin_managed_policy_attachment",
  ],
  refs: ["checkov:CKV_AWS_274", "trivy:AWS-0141", "kics:Group With Privilege Escalation By Actions", "cis-aws-3.0:1.16"],

  *check(attachment) {
    const arn = get(attachment.body, "policy_arn") ?? get(attachment.body, "managed_policy_arn");
    const name = /^arn:aws[\w-]*:iam::aws:policy\/(.+)$/.exec(text(arn) ?? "")?.[1];
    if (arn === undefined || name === undefined || !administrators.has(name)) return;
    yield { at: arn, what: `\`${name}\` makes its holder an administrator: one stolen credential is the whole account` };
  },
});

const administrators: ReadonlySet<string> = new Set(["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"]);
