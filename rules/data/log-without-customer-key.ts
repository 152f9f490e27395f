/** Log groups of applications, under a key of CloudWatch. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { isAwsKey } from "../lib/customer-key.js";
import { get, references } from "../lib/value.js";

export default rule({
  id: "data/log-without-customer-key",
  title: "Application log under a key that nobody here controls",
  pillar: "data",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_cloudwatch_log_group"],
  refs: ["checkov:CKV_AWS_158", "trivy:AWS-0017", "tfsec:aws-cloudwatch-log-group-customer-key", "kics:CloudWatch Log Group Without KMS"],

  *check(group, project) {
    const key = get(group.body, "kms_key_id");
    if (key === undefined ? !group.body.complete : !isAwsKey(key, group, project)) return;
    if (isRecord(group, project)) return;
    yield {
      at: key ?? group,
      what: "What applications write here, secrets and names among it, is under a key of AWS: no key policy of your own decides who reads it",
    };
  },
});

/** Records that AWS makes of connections and requests hold no more than who met whom. */
const deliveries: readonly (readonly [type: string, path: string])[] = [
  ["aws_flow_log", "log_destination"],
  ["aws_api_gateway_stage", "access_log_settings.destination_arn"],
  ["aws_apigatewayv2_stage", "access_log_settings.destination_arn"],
  ["aws_wafv2_web_acl_logging_configuration", "log_destination_configs"],
  ["aws_route53_query_log", "cloudwatch_log_group_arn"],
  ["aws_vpclattice_access_log_subscription", "destination_arn"],
];

function isRecord(group: TerraformBlock, project: Project): boolean {
  return deliveries.some(([type, path]) =>
    project.terraform
      .blocks(group, type)
      .some((it) => references(get(it.body, path)).some((one) => one.address === group.address && one.scope === group.scope)),
  );
}
