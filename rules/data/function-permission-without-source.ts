/** Lambda permissions for a service that do not say for whom it calls. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { addressOf } from "../lib/companion.js";
import { ownAccount } from "../lib/perimeter.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/function-permission-without-source",
  title: "Function called by a service for any account",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_permission"],
  refs: ["checkov:CKV_AWS_364", "trivy:AWS-0067", "tfsec:aws-lambda-restrict-source-arn"],

  *check(permission, project) {
    const principal = get(permission.body, "principal");
    const service = text(principal);
    if (principal === undefined || service === undefined || !/\.amazonaws\.com(?:\.cn)?$/.test(service)) return;
    if (["source_arn", "source_account", "principal_org_id", "event_source_token"].some((it) => get(permission.body, it) !== undefined))
      return;
    yield {
      at: principal,
      what: `\`${service}\` may call this function for any AWS account: no \`source_arn\` says which resource it acts for`,
      fix: () => sources(permission, service, project),
    };
  },
});

function sources(permission: TerraformBlock, service: string, project: Project): readonly Fix[] {
  const account = ownAccount(project, permission);
  const byAccount: Fix = {
    title: "Only for this account",
    edit: (it) => {
      it.set(permission.body, "source_account", code(account.expression));
      account.declare(it);
    },
  };
  const sender = senders[service];
  const found = sender ? project.terraform.blocks(permission, sender.type).filter((it) => it.scope === permission.scope && it.certain) : [];
  const [only] = found;
  if (only === undefined || sender === undefined || found.length > 1) return [byAccount];
  const expression = `${addressOf(only)}.${sender.attribute}`;
  return [
    {
      title: `Only for \`${addressOf(only)}\``,
      edit: (it) => it.set(permission.body, "source_arn", code(sender.wrap ? `"\${${expression}}/*/*"` : expression)),
    },
    byAccount,
  ];
}

/** The resource that calls, and its attribute that names the source. */
const senders: Readonly<Record<string, { readonly type: string; readonly attribute: string; readonly wrap?: boolean }>> = {
  "events.amazonaws.com": { type: "aws_cloudwatch_event_rule", attribute: "arn" },
  "sns.amazonaws.com": { type: "aws_sns_topic", attribute: "arn" },
  "s3.amazonaws.com": { type: "aws_s3_bucket", attribute: "arn" },
  "apigateway.amazonaws.com": { type: "aws_api_gateway_rest_api", attribute: "execution_arn", wrap: true },
  "cognito-idp.amazonaws.com": { type: "aws_cognito_user_pool", attribute: "arn" },
  "iot.amazonaws.com": { type: "aws_iot_topic_rule", attribute: "arn" },
  "config.amazonaws.com": { type: "aws_config_config_rule", attribute: "arn" },
};
