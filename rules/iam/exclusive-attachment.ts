/** Attachments that take a policy from everybody whom they do not list. */
import { code, type Data, type Fix, rule, type TerraformBlock, type Value } from "../api.js";
import { get, isEmpty, items, reference } from "../lib/value.js";

export default rule({
  id: "iam/exclusive-attachment",
  title: "Attachment that removes others",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_iam_policy_attachment"],
  refs: [],

  *check(attachment) {
    yield {
      at: attachment,
      what: "`aws_iam_policy_attachment` owns every attachment of its policy in the account: whoever is not listed here loses it, a guard rail too",
      fix: () => single(attachment),
    };
  },
});

/** Exactly one role or group: the attachment that stands beside others. */
function single(attachment: TerraformBlock): readonly Fix[] {
  const listed = ["role", "group", "user"].map((kind) => [kind, get(attachment.body, `${kind}s`)] as const);
  const named = listed.filter(([, value]) => value !== undefined && !isEmpty(value));
  const [only] = named;
  if (named.length !== 1 || only === undefined) return [];
  const [kind, list] = only;
  const [principal] = items(list);
  const who = written(principal);
  const policy = written(get(attachment.body, "policy_arn"));
  if (items(list).length !== 1 || who === undefined || policy === undefined) return [];
  const type = `aws_iam_${kind}_policy_attachment`;
  return [
    {
      title: `Use \`${type}\` (the state needs an import)`,
      edit: (it) => {
        it.createBlock(attachment, { type: "resource", labels: [type, attachment.name], body: { [kind]: who, policy_arn: policy } });
        it.remove(attachment);
      },
    },
  ];
}

function written(value: Value | undefined): Data | undefined {
  const named = reference(value);
  if (named) return named.key === undefined ? code(`${named.address}.${named.attribute.join(".")}`) : undefined;
  return value?.kind === "text" ? value.known : undefined;
}
