/** Managed services that keep their logs to themselves. */
import { type Problem, type Project, rule, type TerraformBlock } from "../api.js";
import { callsModule, type Fact, judge, typesOf } from "../lib/facts.js";
import { flag, get, isEmpty, isUnknown, items, text } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_docdb_cluster"],
    path: "enabled_cloudwatch_logs_exports",
    needs: ["audit", "profiler"],
    absent: true,
    what: "Neither the audit log nor the profiler log is exported: who read which collection leaves no trace",
    repair: { title: "Export the audit log", value: ["audit"], level: "review" },
  },
  {
    of: ["aws_neptune_cluster"],
    path: "enable_cloudwatch_logs_exports",
    needs: ["audit"],
    absent: true,
    what: "The audit log is not exported: who asked the graph for what leaves no trace",
    repair: { title: "Export the audit log", value: ["audit"] },
  },
  {
    of: ["aws_db_instance", "aws_rds_cluster"],
    path: "enabled_cloudwatch_logs_exports",
    needs: [],
    absent: true,
    when: (block) => get(block.body, "replicate_source_db") === undefined,
    what: "The database exports no log: failed logins and errors stay on the instance, and go with it",
  },
  {
    of: ["module"],
    path: "enabled_cloudwatch_logs_exports",
    needs: [],
    absent: true,
    when: (block) => callsModule(block, "terraform-aws-modules/rds/aws") || callsModule(block, "terraform-aws-modules/rds-aurora/aws"),
    what: "The database exports no log: failed logins and errors stay on the instance, and go with it",
  },
  {
    of: ["aws_appsync_graphql_api"],
    path: "log_config.field_log_level",
    bad: ["none"],
    absent: true,
    what: "Field-level logs are off: which fields a caller read or was refused is not recorded",
    repair: { title: "Log errors", value: "ERROR", path: "log_config.field_log_level" },
  },
  {
    of: ["aws_ecs_cluster"],
    path: "configuration.execute_command_configuration.logging",
    bad: ["none"],
    absent: false,
    what: "Sessions of ECS Exec are not logged: commands typed in a running container leave no trace",
    repair: { title: "Log them to where the containers log", value: "DEFAULT" },
  },
  {
    of: ["aws_mwaa_environment"],
    path: "logging_configuration.scheduler_logs.enabled",
    bad: ["false"],
    absent: true,
    what: "The scheduler's log is off: what was started, and by whom, is not recorded",
  },
  {
    of: ["aws_sfn_state_machine"],
    path: "logging_configuration.level",
    bad: ["off"],
    absent: true,
    what: "The state machine logs nothing: what ran with its role cannot be told afterwards",
  },
];

export default rule({
  id: "audit/no-service-log",
  title: "Managed service without logs",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: [
    ...typesOf(facts),
    "aws_mq_broker",
    "aws_msk_cluster",
    "aws_redshift_cluster",
    "aws_opensearch_domain",
    "aws_elasticsearch_domain",
    "aws_codebuild_project",
    "aws_networkfirewall_firewall",
  ],
  refs: [
    "checkov:CKV_AWS_85",
    "checkov:CKV_AWS_101",
    "checkov:CKV_AWS_129",
    "checkov:CKV_AWS_324",
    "checkov:CKV_AWS_194",
    "checkov:CKV_AWS_193",
    "checkov:CKV_AWS_223",
    "checkov:CKV_AWS_242",
    "checkov:CKV_AWS_285",
    "checkov:CKV_AWS_48",
    "checkov:CKV_AWS_197",
    "checkov:CKV2_AWS_63",
    "checkov:CKV_AWS_71",
    "checkov:CKV_AWS_80",
    "checkov:CKV_AWS_84",
    "trivy:AWS-0020",
    "trivy:AWS-0071",
    "trivy:AWS-0074",
    "trivy:AWS-0075",
    "tfsec:aws-neptune-enable-log-export",
    "tfsec:aws-mq-enable-general-logging",
    "kics:Neptune Logging Is Disabled",
    "kics:RDS Without Logging",
    "kics:Redshift Cluster Logging Disabled",
    "kics:Elasticsearch Log Disabled",
    "kics:MSK Cluster Logging Disabled",
    "kics:MQ Broker Logging Disabled",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
    if (block.type === "aws_mq_broker") yield* broker(block);
    if (block.type === "aws_msk_cluster") yield* kafka(block);
    if (block.type === "aws_redshift_cluster") yield* warehouse(block, project);
    if (block.type === "aws_codebuild_project") yield* build(block);
    if (block.type === "aws_networkfirewall_firewall") yield* firewall(block, project);
    if (block.type.endsWith("search_domain")) yield* search(block);
  },
});

/** Neither the general log nor, for ActiveMQ, the audit log. */
function* broker(block: TerraformBlock): Iterable<Problem> {
  const logs = ["logs.general", "logs.audit"].map((it) => get(block.body, it));
  if (logs.some((it) => it !== undefined && flag(it) !== false)) return;
  yield {
    at: logs.find((it) => it !== undefined) ?? block,
    what: "The broker logs nothing: who connected, and who changed users and queues, is not recorded",
    fix: {
      title: "Switch its logs on",
      edit: (it) => {
        it.set(block.body, "logs.general", true);
        // RabbitMQ has no audit log.
        if (text(get(block.body, "engine_type"))?.toLowerCase() === "activemq") it.set(block.body, "logs.audit", true);
      },
    },
  };
}

/** No destination of the brokers' logs is enabled. */
function* kafka(block: TerraformBlock): Iterable<Problem> {
  const enabled = ["cloudwatch_logs", "firehose", "s3"].map((it) => get(block.body, `logging_info.broker_logs.${it}.enabled`));
  if (enabled.some((it) => it !== undefined && flag(it) !== false)) return;
  yield {
    at: enabled.find((it) => it !== undefined) ?? block,
    what: "The brokers log nothing: failed logins and refused requests leave no trace",
  };
}

/** `logging` until provider 5, a resource of its own since 6. */
function* warehouse(block: TerraformBlock, project: Project): Iterable<Problem> {
  const logging = get(block.body, "logging");
  const on = get(block.body, "logging.enable");
  if (logging !== undefined && flag(on) !== false) return;
  const own = project.terraform.satellites(block, "aws_redshift_logging", "cluster_identifier");
  if (own.found.length > 0 || !own.complete) return;
  yield { at: on ?? block, what: "The warehouse keeps no audit log: connections and queries are recorded nowhere" };
}

/** No published log is enabled. */
function* search(block: TerraformBlock): Iterable<Problem> {
  const options = get(block.body, "log_publishing_options");
  if (isUnknown(options) || (options?.kind === "list" && !options.complete)) return;
  const enabled = items(options).map((it) => get(it, "enabled"));
  if (enabled.some((it) => flag(it) !== false)) return;
  yield { at: enabled[0] ?? block, what: "The domain publishes no log: searches, errors and refused requests leave no trace" };
}

/** CloudWatch is on unless it is switched off. */
function* build(block: TerraformBlock): Iterable<Problem> {
  const cloudwatch = get(block.body, "logs_config.cloudwatch_logs.status");
  const bucket = get(block.body, "logs_config.s3_logs.status");
  if (
    cloudwatch === undefined ||
    text(cloudwatch) !== "DISABLED" ||
    !(bucket === undefined ? isEmpty(get(block.body, "logs_config.s3_logs")) : text(bucket) === "DISABLED")
  )
    return;
  yield { at: cloudwatch, what: "Builds log nothing: what ran with the project's role cannot be told afterwards" };
}

function* firewall(block: TerraformBlock, project: Project): Iterable<Problem> {
  const logging = project.terraform.satellites(block, "aws_networkfirewall_logging_configuration", "firewall_arn");
  if (logging.found.length > 0 || !logging.complete) return;
  yield { at: block, what: "The firewall logs nothing: what it refused, and what it let pass, leaves no trace" };
}
