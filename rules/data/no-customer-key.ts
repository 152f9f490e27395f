/** Stores whose key belongs to AWS: no policy of one's own decides who decrypts. */
import { rule } from "../api.js";
import { leavesOwnKey, optIns } from "../lib/customer-key.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { dicts, get, text } from "../lib/value.js";

const what = "AWS keeps this key for everyone: whoever may read may decrypt, with no key policy, log or switch of your own in between";

function row(types: readonly string[], path: string, when?: Fact["when"]): Fact {
  return {
    of: types,
    path,
    bad: ["", "alias/aws/kinesis", "alias/aws/sqs", "alias/aws/secretsmanager", "alias/aws/ssm", "alias/aws/backup", "alias/aws/dynamodb"],
    absent: true,
    what,
    ...(when ? { when } : {}),
  };
}

/** Services that encrypt by themselves; where they do not, that is another rule's. */
const facts: readonly Fact[] = [
  row(
    [
      "aws_secretsmanager_secret",
      "aws_redshiftserverless_namespace",
      "aws_timestreamwrite_database",
      "aws_fsx_lustre_file_system",
      "aws_fsx_ontap_file_system",
      "aws_fsx_openzfs_file_system",
      "aws_fsx_windows_file_system",
      "aws_imagebuilder_component",
    ],
    "kms_key_id",
  ),
  row(["aws_backup_vault", "aws_memorydb_cluster", "aws_dms_replication_instance", "aws_scheduler_schedule"], "kms_key_arn"),
  row(["aws_dynamodb_table"], "server_side_encryption.kms_key_arn"),
  row(["aws_ssm_parameter"], "key_id", (block) => text(get(block.body, "type")) === "SecureString"),
  row(
    ["aws_ecr_repository"],
    "encryption_configuration.kms_key",
    (block) =>
      get(block.body, "encryption_configuration") === undefined ||
      text(get(block.body, "encryption_configuration.encryption_type")) !== undefined,
  ),
  row(["aws_mq_broker"], "encryption_options.kms_key_id"),
  row(["aws_cloudtrail", "aws_sagemaker_notebook_instance"], "kms_key_id"),
  row(["aws_codepipeline"], "artifact_store.encryption_key"),
  row(["aws_appflow_flow", "aws_appflow_connector_profile"], "kms_arn"),
  row(["aws_comprehend_entity_recognizer", "aws_comprehend_document_classifier"], "volume_kms_key_id"),
  row(["aws_dms_s3_endpoint", "aws_dynamodb_table_replica"], "kms_key_arn"),
  row(["aws_kinesis_stream"], "kms_key_id", (block) => text(get(block.body, "encryption_type")) === "KMS"),
  { ...row(["aws_sqs_queue"], "kms_master_key_id"), absent: false },
  // Only what nobody decided: turning encryption back on is the first step, and not to be answered with the next demand.
  row(
    ["aws_codebuild_project"],
    "encryption_key",
    (block) => text(get(block.body, "artifacts.type")) === "S3" && get(block.body, "artifacts.encryption_disabled") === undefined,
  ),
  row(
    ["aws_connect_instance_storage_config"],
    "storage_config.kinesis_video_stream_config.encryption_config.key_id",
    (block) => text(get(block.body, "storage_config.storage_type")) === "KINESIS_VIDEO_STREAM",
  ),
  row(["aws_sagemaker_endpoint_configuration"], "kms_key_arn", (block) =>
    dicts(get(block.body, "production_variants")).some((it) => takesKey(text(get(it, "instance_type")))),
  ),
  row(
    ["aws_networkfirewall_firewall", "aws_networkfirewall_firewall_policy", "aws_networkfirewall_rule_group"],
    "encryption_configuration.key_id",
  ),
  // With encryption off, DynamoDB falls back to a key of its own.
  {
    of: ["aws_dynamodb_table"],
    path: "server_side_encryption.enabled",
    bad: ["false"],
    absent: false,
    what,
    when: (block) => get(block.body, "server_side_encryption.kms_key_arn") !== undefined,
  },
  ...optIns.map(({ of, key }) => row(of, key, leavesOwnKey)),
  {
    ...row(["aws_athena_workgroup"], "configuration.result_configuration.encryption_configuration"),
    what: "Query results get whatever key the bucket has: the workgroup names none whose policy decides who reads them",
  },
  {
    ...row(["aws_athena_database"], "encryption_configuration"),
    what: "Query results get whatever key the bucket has: the database names none whose policy decides who reads them",
  },
  {
    of: ["aws_athena_workgroup"],
    path: "configuration.enforce_workgroup_configuration",
    bad: ["false"],
    absent: false,
    what: "Any client may override the encryption that the workgroup sets for its results",
    when: (block) => get(block.body, "configuration.result_configuration.encryption_configuration") !== undefined,
  },
  {
    ...row(["aws_glue_job", "aws_glue_crawler", "aws_glue_dev_endpoint"], "security_configuration"),
    what: "Logs, bookmarks and results follow the defaults of their services: no security configuration names a key for them",
  },
  ...(
    [
      ["cloudwatch_encryption", "cloudwatch_encryption_mode", "SSE-KMS"],
      ["job_bookmarks_encryption", "job_bookmarks_encryption_mode", "CSE-KMS"],
      ["s3_encryption", "s3_encryption_mode", "SSE-KMS"],
    ] as const
  ).map(([name, mode, kms]) =>
    row(
      ["aws_glue_security_configuration"],
      `encryption_configuration.${name}.kms_key_arn`,
      (block) => text(get(block.body, `encryption_configuration.${name}.${mode}`)) === kms,
    ),
  ),
];

/** Machines with disks of their own encrypt those by themselves, and refuse a key. */
function takesKey(instance: string | undefined): boolean {
  return instance !== undefined && /^ml\.(t2|t3|m4|m5|c4|c5|r5|p2|p3)\./.test(instance);
}

export default rule({
  id: "data/no-customer-key",
  title: "Data under a key that nobody here controls",
  pillar: "data",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_35",
    "checkov:CKV_AWS_119",
    "checkov:CKV_AWS_147",
    "checkov:CKV_AWS_159",
    "checkov:CKV_AWS_182",
    "checkov:CKV_AWS_183",
    "checkov:CKV_AWS_184",
    "checkov:CKV_AWS_185",
    "checkov:CKV_AWS_189",
    "checkov:CKV_AWS_195",
    "checkov:CKV_AWS_263",
    "checkov:CKV_AWS_264",
    "checkov:CKV_AWS_268",
    "checkov:CKV_AWS_269",
    "checkov:CKV_AWS_271",
    "checkov:CKV_AWS_298",
    "checkov:CKV2_AWS_73",
    "checkov:CKV_AWS_345",
    "checkov:CKV_AWS_346",
    "checkov:CKV_AWS_136",
    "checkov:CKV_AWS_149",
    "checkov:CKV_AWS_160",
    "checkov:CKV_AWS_166",
    "checkov:CKV_AWS_180",
    "checkov:CKV_AWS_190",
    "checkov:CKV_AWS_201",
    "checkov:CKV_AWS_203",
    "checkov:CKV_AWS_209",
    "checkov:CKV_AWS_212",
    "checkov:CKV_AWS_219",
    "checkov:CKV_AWS_282",
    "checkov:CKV_AWS_297",
    "checkov:CKV_AWS_337",
    "trivy:AWS-0006",
    "trivy:AWS-0007",
    "trivy:AWS-0015",
    "trivy:AWS-0025",
    "trivy:AWS-0033",
    "trivy:AWS-0098",
    "tfsec:aws-ecr-repository-customer-key",
    "kics:CloudTrail Log Files Not Encrypted With KMS",
    "kics:Athena Database Not Encrypted",
    "kics:Athena Workgroup Not Encrypted",
    "kics:EFS Without KMS",
    "kics:Sagemaker Endpoint Configuration Encryption Disabled",
    "kics:Sagemaker Notebook Instance Without KMS",
    "kics:Secretsmanager Secret Without KMS",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
