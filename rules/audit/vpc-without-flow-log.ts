/** VPCs whose traffic nobody records. */
import { type Code, code, type Project, rule, type TerraformBlock } from "../api.js";
import { callsModule, type Fact, judge } from "../lib/facts.js";
import { callerAccount } from "../lib/narrow.js";
import { isSketch } from "../lib/sketch.js";

export default rule({
  id: "audit/vpc-without-flow-log",
  title: "VPC without a flow log",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_vpc", "module"],
  refs: [
    "checkov:CKV2_AWS_11",
    "trivy:AWS-0178",
    "kics:VPC FlowLogs Disabled",
    "tfsec:aws-ec2-require-vpc-flow-logs-for-all-vpcs",
    "cis-aws-3.0:3.7",
  ],

  *check(vpc, project) {
    if (vpc.type === "module") {
      if (callsModule(vpc, "terraform-aws-modules/vpc/aws")) yield* judge(vpc, facts, project);
      return;
    }
    const logs = project.terraform.satellites(vpc, "aws_flow_log", "vpc_id");
    if (logs.found.length > 0 || !logs.complete || isSketch(vpc) || logsSubnets(vpc, project)) return;
    const name = `${vpc.name}_flow_log`;
    yield {
      at: vpc,
      what,
      fix: {
        title: "Add a flow log to CloudWatch, with its log group and role",
        edit: (it) => {
          const reference =
            vpc.key === undefined ? vpc.address : `${vpc.address}[${typeof vpc.key === "number" ? vpc.key : JSON.stringify(vpc.key)}]`;
          it.createBlock(vpc.at, {
            type: "resource",
            labels: ["aws_flow_log", name],
            body: {
              vpc_id: code(`${reference}.id`),
              traffic_type: "ALL",
              log_destination: code(`aws_cloudwatch_log_group.${name}.arn`),
              iam_role_arn: code(`aws_iam_role.${name}.arn`),
            },
          });
          it.createBlock(vpc.at, {
            type: "resource",
            labels: ["aws_cloudwatch_log_group", name],
            body: { name_prefix: `/vpc/${vpc.name}/`, retention_in_days: 365 },
          });
          it.createBlock(vpc.at, {
            type: "resource",
            labels: ["aws_iam_role", name],
            body: {
              name_prefix: `${vpc.name}-flow-log-`.slice(0, 37),
              assume_role_policy: code(trustPolicy(callerAccount(it, vpc, project))),
            },
          });
          it.createBlock(vpc.at, {
            type: "resource",
            labels: ["aws_iam_role_policy", name],
            body: { role: code(`aws_iam_role.${name}.id`), policy: code(writePolicy(name)) },
          });
        },
      },
    };
  },
});

/** Flow logs of the subnets see the same traffic. */
function logsSubnets(vpc: TerraformBlock, project: Project): boolean {
  const subnets = project.terraform.satellites(vpc, "aws_subnet", "vpc_id").found;
  return subnets.some((it) => {
    const logs = project.terraform.satellites(it, "aws_flow_log", "subnet_id");
    return logs.found.length > 0 || !logs.complete;
  });
}

const what = "No flow log records what this network accepts and refuses: a breach leaves no trace here";

/** The public module makes a flow log when asked, and none by itself. */
const facts: readonly Fact[] = [{ of: ["module"], path: "enable_flow_log", bad: ["false"], absent: true, what }];

/** The service may only call for this account. */
function trustPolicy(account: Code): string {
  return `jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = ${account.code} } }
    }]
  })`;
}

function writePolicy(name: string): string {
  return `jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
      Resource = "\${aws_cloudwatch_log_group.${name}.arn}:*"
    }]
  })`;
}
