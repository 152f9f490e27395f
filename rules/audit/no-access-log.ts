/** Entry points that keep no record of who asked for what. */
import { code, type Fix, type Problem, type Project, rule, type TerraformBlock } from "../api.js";
import { addressOf } from "../lib/companion.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get, text } from "../lib/value.js";

const lost = "nothing tells afterwards who came, from where and for what";

const facts: readonly Fact[] = [
  {
    of: ["aws_api_gateway_stage", "aws_apigatewayv2_stage"],
    path: "access_log_settings",
    needs: [],
    absent: true,
    what: `The stage has no access log: ${lost}`,
  },
  {
    of: ["aws_lb", "aws_alb"],
    path: "access_logs.enabled",
    bad: ["false"],
    absent: true,
    when: isWeb,
    what: `The load balancer's access log is off: ${lost}`,
  },
  { of: ["aws_elb"], path: "access_logs", needs: [], absent: true, what: `The load balancer's access log is off: ${lost}` },
  {
    of: ["aws_elb"],
    path: "access_logs.enabled",
    bad: ["false"],
    absent: false,
    what: `The load balancer's access log is off: ${lost}`,
    repair: { title: "Switch the access log on", value: true, level: "safe" },
  },
  {
    of: ["aws_globalaccelerator_accelerator"],
    path: "attributes.flow_logs_enabled",
    bad: ["false"],
    absent: true,
    what: `Flow logs are off: ${lost}`,
  },
];

/** Logs that a resource of their own switches on. */
const satellites: readonly {
  readonly of: string;
  readonly log: readonly (readonly [string, string])[];
  readonly unless?: string;
  readonly what: string;
}[] = [
  {
    of: "aws_cloudfront_distribution",
    log: [["aws_cloudwatch_log_delivery_source", "resource_arn"]],
    unless: "logging_config",
    what: `The distribution has no access log: ${lost}`,
  },
  {
    of: "aws_wafv2_web_acl",
    log: [["aws_wafv2_web_acl_logging_configuration", "resource_arn"]],
    what: `The web ACL logs nothing: ${lost}`,
  },
  {
    of: "aws_verifiedaccess_instance",
    log: [["aws_verifiedaccess_instance_logging_configuration", "verifiedaccess_instance_id"]],
    what: `Verified Access logs nothing: ${lost}`,
  },
  {
    of: "aws_vpclattice_service_network",
    log: [["aws_vpclattice_access_log_subscription", "resource_identifier"]],
    what: `The service network logs nothing: ${lost}`,
  },
];

export default rule({
  id: "audit/no-access-log",
  title: "Entry point without an access log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: [...typesOf(facts), ...satellites.map((it) => it.of)],
  refs: [
    "checkov:CKV_AWS_76",
    "checkov:CKV_AWS_86",
    "checkov:CKV_AWS_91",
    "checkov:CKV_AWS_92",
    "checkov:CKV_AWS_95",
    "checkov:CKV_AWS_75",
    "checkov:CKV2_AWS_31",
    "trivy:AWS-0001",
    "trivy:AWS-0010",
    "tfsec:aws-api-gateway-enable-access-logging",
    "tfsec:aws-cloudfront-enable-logging",
    "kics:API Gateway Access Logging Disabled",
    "kics:CloudFront Logging Disabled",
    "kics:Global Accelerator Flow Logs Disabled",
    "kics:ELB Access Log Disabled",
  ],

  *check(block, project) {
    for (const problem of judge(block, facts, project))
      yield block.type.endsWith("_stage") ? { ...problem, fix: stageLog(block) } : problem;
    yield* missing(block, project);
  },
});

function* missing(block: TerraformBlock, project: Project): Iterable<Problem> {
  for (const { of, log, unless, what } of satellites) {
    if (block.type !== of || (unless !== undefined && get(block.body, unless) !== undefined)) continue;
    const found = log.map(([type, path]) => project.terraform.satellites(block, type, path));
    if (found.every((it) => it.found.length === 0 && it.complete))
      yield block.type === "aws_wafv2_web_acl" ? { at: block, what, fix: firewallLog(block) } : { at: block, what };
  }
}

/** An access log to a log group of its own, with the fields that tell who asked for what. */
function stageLog(stage: TerraformBlock): Fix {
  const name = `${stage.name}_access`;
  return {
    title: "Log to a CloudWatch log group",
    edit: (it) => {
      it.insertBlock(stage.body, {
        type: "access_log_settings",
        labels: [],
        body: {
          destination_arn: code(`aws_cloudwatch_log_group.${name}.arn`),
          format: code(`jsonencode({
      time     = "$context.requestTime"
      request  = "$context.requestId"
      source   = "$context.identity.sourceIp"
      caller   = "$context.authorizer.principalId"
      method   = "$context.httpMethod"
      resource = "${stage.type === "aws_api_gateway_stage" ? "$context.resourcePath" : "$context.routeKey"}"
      status   = "$context.status"
    })`),
        },
      });
      it.createBlock(stage.at, {
        type: "resource",
        labels: ["aws_cloudwatch_log_group", name],
        body: { name_prefix: `/api/${stage.name}/`, retention_in_days: 365 },
      });
    },
  };
}

/** The name of the log group has to start like that. */
function firewallLog(acl: TerraformBlock): Fix {
  return {
    title: "Log to a CloudWatch log group",
    edit: (it) => {
      it.createBlock(acl.at, {
        type: "resource",
        labels: ["aws_wafv2_web_acl_logging_configuration", acl.name],
        body: {
          resource_arn: code(`${addressOf(acl)}.arn`),
          log_destination_configs: [code(`aws_cloudwatch_log_group.${acl.name}_waf.arn`)],
        },
      });
      it.createBlock(acl.at, {
        type: "resource",
        labels: ["aws_cloudwatch_log_group", `${acl.name}_waf`],
        body: { name_prefix: `aws-waf-logs-${acl.name}-`, retention_in_days: 365 },
      });
    },
  };
}

/** Network load balancers log only TLS connections, gateway load balancers nothing. */
function isWeb(block: TerraformBlock): boolean {
  const kind = get(block.body, "load_balancer_type");
  return kind === undefined || text(kind) === "application";
}
