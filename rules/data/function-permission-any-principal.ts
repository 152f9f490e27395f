/** Lambda permissions for everyone that a source alone narrows. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "data/function-permission-any-principal",
  title: "Function permission without a principal of its own",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lambda_permission"],
  refs: ["checkov:CKV_AWS_301", "kics:Lambda Permission Principal Is Wildcard"],

  *check(permission, project) {
    const principal = get(permission.body, "principal");
    if (principal === undefined || text(principal) !== "*") return;
    // With an organisation, a star is how it is written.
    if (["principal_org_id", "function_url_auth_type", "event_source_token"].some((it) => get(permission.body, it) !== undefined)) return;
    if (["source_arn", "source_account"].every((it) => get(permission.body, it) === undefined)) return;
    const service = senderOf(permission, project);
    yield {
      at: principal,
      what: "`*` names everyone, and the source alone tells them apart: name the one service that calls",
      ...(service === undefined ? {} : { fix: { title: `Let only \`${service}\` call`, edit: (it) => it.replace(principal, service) } }),
    };
  },
});

/** The service that acts for the source, when that is written out or in the workspace. */
function senderOf(permission: TerraformBlock, project: Project): string | undefined {
  const source = get(permission.body, "source_arn");
  const named = reference(source);
  const type = named && project.terraform.resolve(named, permission)?.type;
  if (type !== undefined) return byType[type];
  return byArn[/^arn:[^:]+:([a-z-]+):/.exec(text(source) ?? "")?.[1] ?? ""];
}

const byArn: Readonly<Record<string, string | undefined>> = {
  events: "events.amazonaws.com",
  sns: "sns.amazonaws.com",
  s3: "s3.amazonaws.com",
  "execute-api": "apigateway.amazonaws.com",
  logs: "logs.amazonaws.com",
  "cognito-idp": "cognito-idp.amazonaws.com",
  scheduler: "scheduler.amazonaws.com",
};

const byType: Readonly<Record<string, string | undefined>> = {
  aws_cloudwatch_event_rule: "events.amazonaws.com",
  aws_sns_topic: "sns.amazonaws.com",
  aws_s3_bucket: "s3.amazonaws.com",
  aws_api_gateway_rest_api: "apigateway.amazonaws.com",
  aws_cloudwatch_log_group: "logs.amazonaws.com",
  aws_cognito_user_pool: "cognito-idp.amazonaws.com",
};
