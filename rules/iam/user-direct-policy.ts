/** Policies attached to one user. */
import { code, type Data, type Fix, rule, type TerraformBlock, type Value } from "../api.js";
import { get, items, reference } from "../lib/value.js";

export default rule({
  id: "iam/user-direct-policy",
  title: "Policy attached to a user",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_iam_user_policy", "aws_iam_user_policy_attachment", "aws_iam_policy_attachment"],
  refs: [
    "checkov:CKV_AWS_40",
    "trivy:AWS-0143",
    "tfsec:aws-iam-no-user-attached-policies",
    "kics:IAM Policies Attached To User",
    "cis-aws-3.0:1.15",
  ],

  *check(attachment) {
    const users = get(attachment.body, "users") ?? get(attachment.body, "user");
    if (items(users).every((it) => it.kind === "unknown" && reference(it) === undefined)) return;
    yield {
      at: attachment,
      what: "What a user may do hangs on the user: nobody sees at a group or role who has it, and it is forgotten there",
      fix: attachment.type === "aws_iam_user_policy_attachment" ? throughGroup(attachment) : [],
    };
  },
});

function throughGroup(attachment: TerraformBlock): readonly Fix[] {
  const user = written(get(attachment.body, "user"));
  const policy = written(get(attachment.body, "policy_arn"));
  if (user === undefined || policy === undefined) return [];
  const { name } = attachment;
  return [
    {
      title: "Attach it to a group that the user joins",
      edit: (it) => {
        it.createBlock(attachment, { type: "resource", labels: ["aws_iam_group", name], body: { name } });
        it.createBlock(attachment, {
          type: "resource",
          labels: ["aws_iam_user_group_membership", name],
          body: { user, groups: [code(`aws_iam_group.${name}.name`)] },
        });
        it.createBlock(attachment, {
          type: "resource",
          labels: ["aws_iam_group_policy_attachment", name],
          body: { group: code(`aws_iam_group.${name}.name`), policy_arn: policy },
        });
        it.remove(attachment);
      },
    },
  ];
}

/** A value as it can be written again: text, or the reference that it is. */
function written(value: Value | undefined): Data | undefined {
  const named = reference(value);
  if (named) return named.key === undefined ? code(`${named.address}.${named.attribute.join(".")}`) : undefined;
  return value?.kind === "text" ? value.known : undefined;
}
