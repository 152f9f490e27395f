/** Stores whose key belongs to AWS: no policy of one's own decides who decrypts. */
import { rule, type TerraformBlock } from "../api.js";
import { isAwsKey, isEncrypted, optIns } from "../lib/customer-key.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { dicts, flag, get, text } from "../lib/value.js";

const what = "AWS keeps this key for everyone: whoever may read may decrypt, with no key policy, log or switch of your own in between";

function row(types: readonly string[], path: string, when?: Fact["when"]): Fact {
  return {
    of: types,
    path,
    bad: [],
    wrong: isAwsKey,
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
      "aws_db_instance_automated_backups_replication",
      "aws_kinesis_video_stream",
      "aws_redshift_snapshot_copy_grant",
      "aws_cloudtrail_event_data_store",
      "aws_sagemaker_domain",
      "aws_sagemaker_feature_group",
    ],
    "kms_key_id",
  ),
  row(
    [
      "aws_backup_vault",
      "aws_memorydb_cluster",
      "aws_memorydb_snapshot",
      "aws_dms_replication_instance",
      "aws_dms_endpoint",
      "aws_scheduler_schedule",
    ],
    "kms_key_arn",
  ),
  row(["aws_codeartifact_domain"], "encryption_key"),
  row(["aws_bedrockagent_agent"], "customer_encryption_key_arn"),
  row(["aws_kendra_index"], "server_side_encryption_configuration.kms_key_id"),
  row(["aws_keyspaces_table"], "encryption_specification.kms_key_identifier"),
  row(["aws_codegurureviewer_repository_association"], "kms_key_details.kms_key_id"),
  row(["aws_sagemaker_flow_definition"], "output_config.kms_key_id"),
  row(["aws_imagebuilder_distribution_configuration"], "distribution.ami_distribution_configuration.kms_key_id", (block) =>
    dicts(get(block.body, "distribution")).every((it) => get(it, "ami_distribution_configuration") !== undefined),
  ),
  row(
    ["aws_kinesis_firehose_delivery_stream"],
    "server_side_encryption.key_arn",
    (block) => flag(get(block.body, "server_side_encryption.enabled")) === true,
  ),
  // What a function gets in its environment is often a secret.
  {
    ...row(["aws_lambda_function"], "kms_key_arn", (block) => get(block.body, "environment.variables") !== undefined),
    what: "The environment is under a key of AWS: whoever may look at the function reads its variables, where a key of your own would be asked",
  },
  {
    ...row(["aws_db_snapshot_copy"], "kms_key_id"),
    what: "The copy gets whatever key its source has, or none: no key of your own decides who reads it",
  },
  row(
    ["aws_ecs_cluster"],
    "configuration.execute_command_configuration.kms_key_id",
    (block) => get(block.body, "configuration.execute_command_configuration") !== undefined,
  ),
  row(
    ["aws_dlm_lifecycle_policy"],
    "policy_details.action.cross_region_copy.encryption_configuration.cmk_arn",
    (block) => flag(get(block.body, "policy_details.action.cross_region_copy.encryption_configuration.encrypted")) === true,
  ),
  row(
    ["aws_dlm_lifecycle_policy"],
    "policy_details.schedule.cross_region_copy_rule.cmk_arn",
    (block) => flag(get(block.body, "policy_details.schedule.cross_region_copy_rule.encrypted")) === true,
  ),
  row(
    ["aws_glue_data_catalog_encryption_settings"],
    "data_catalog_encryption_settings.encryption_at_rest.sse_aws_kms_key_id",
    (block) => text(get(block.body, "data_catalog_encryption_settings.encryption_at_rest.catalog_encryption_mode")) === "SSE-KMS",
  ),
  row(
    ["aws_glue_data_catalog_encryption_settings"],
    "data_catalog_encryption_settings.connection_password_encryption.aws_kms_key_id",
    (block) =>
      flag(get(block.body, "data_catalog_encryption_settings.connection_password_encryption.return_connection_password_encrypted")) ===
      true,
  ),
  {
    ...row(["aws_sagemaker_data_quality_job_definition"], "job_resources.cluster_config.volume_kms_key_id"),
    what: "The disks of the job are under a key of AWS: no key policy of your own decides who reads them",
  },
  row(
    ["aws_connect_instance_storage_config"],
    "storage_config.s3_config.encryption_config.key_id",
    (block) => text(get(block.body, "storage_config.storage_type")) === "S3",
  ),
  {
    ...row(["aws_eks_cluster"], "encryption_config.provider.key_arn", encryptsItself),
    what: "EKS encrypts secrets with a key of AWS: no key policy, log or switch of your own stands before them",
  },
  {
    of: ["aws_eks_cluster"],
    path: "encryption_config.resources",
    needs: ["secrets"],
    absent: false,
    what: "Only `secrets` can be encrypted with this key, and the list does not hold it: secrets stay with a key of AWS",
  },
  {
    of: ["aws_rds_cluster_activity_stream"],
    path: "kms_key_id",
    bad: [],
    wrong: isAwsKey,
    absent: false,
    what,
  },
  // Where encryption is declined, that is another rule's.
  row(["aws_dynamodb_table"], "server_side_encryption.kms_key_arn", (block) => {
    const enabled = get(block.body, "server_side_encryption.enabled");
    return enabled === undefined || flag(enabled) === true;
  }),
  row(["aws_msk_cluster"], "encryption_info.encryption_at_rest_kms_key_arn"),
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
  { ...row(["aws_sqs_queue", "aws_sns_topic"], "kms_master_key_id"), absent: false },
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
  ...optIns.map(({ of, key }) => row(of, key, isEncrypted)),
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

/** From 1.28 on EKS encrypts everything in etcd with a key of its own, and without a version it starts with a newer one. */
function encryptsItself(cluster: TerraformBlock): boolean {
  const version = get(cluster.body, "version");
  const minor = /^1\.(\d+)$/.exec(text(version) ?? "")?.[1];
  return version === undefined || (minor !== undefined && Number(minor) >= 28);
}

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
    "trivy:AWS-0179",
    "trivy:AWS-0084",
    "checkov:CKV_AWS_224",
    "checkov:CKV_AWS_254",
    "checkov:CKV_AWS_256",
    "checkov:CKV_AWS_270",
    "checkov:CKV_AWS_368",
    "kics:Glue Data Catalog Encryption Disabled",
    "checkov:CKV_AWS_22",
    "checkov:CKV_AWS_58",
    "checkov:CKV_AWS_173",
    "checkov:CKV_AWS_177",
    "checkov:CKV_AWS_178",
    "checkov:CKV_AWS_179",
    "checkov:CKV_AWS_187",
    "checkov:CKV_AWS_191",
    "checkov:CKV_AWS_199",
    "checkov:CKV_AWS_221",
    "checkov:CKV_AWS_236",
    "checkov:CKV_AWS_240",
    "checkov:CKV_AWS_241",
    "checkov:CKV_AWS_245",
    "checkov:CKV_AWS_246",
    "checkov:CKV_AWS_247",
    "checkov:CKV_AWS_262",
    "checkov:CKV_AWS_265",
    "checkov:CKV_AWS_266",
    "checkov:CKV_AWS_278",
    "checkov:CKV_AWS_280",
    "checkov:CKV_AWS_281",
    "checkov:CKV_AWS_294",
    "checkov:CKV_AWS_296",
    "checkov:CKV_AWS_327",
    "checkov:CKV_AWS_347",
    "checkov:CKV_AWS_372",
    "checkov:CKV_AWS_373",
    "checkov:CKV_AWS_381",
    "checkov:CKV_AWS_77",
    "checkov:CKV_AWS_82",
    "checkov:CKV_AWS_98",
    "checkov:CKV_AWS_99",
    "checkov:CKV_AWS_142",
    "trivy:AWS-0136",
    "trivy:AWS-0039",
    "trivy:AWS-0022",
    "trivy:AWS-0027",
    "trivy:AWS-0128",
    "trivy:AWS-0135",
    "tfsec:aws-eks-encrypt-secrets",
    "tfsec:aws-ebs-encryption-customer-key",
    "tfsec:aws-sns-topic-encryption-use-cmk",
    "tfsec:aws-dynamodb-table-customer-key",
    "tfsec:aws-documentdb-encryption-customer-key",
    "tfsec:aws-neptune-encryption-customer-key",
    "tfsec:aws-ssm-secret-use-customer-key",
    "tfsec:aws-cloudtrail-enable-at-rest-encryption",
    "kics:DOCDB Cluster Encrypted With AWS Managed Key",
    "kics:DOCDB Cluster Without KMS",
    "kics:EKS Cluster Encryption Disabled",
    "kics:SNS Topic Encrypted With AWS Managed Key",
    "kics:Secretsmanager Secret Encrypted With AWS Managed Key",
    "kics:CodeBuild Project Encrypted With AWS Managed Key",
    "kics:Elasticsearch Encryption With KMS Is Disabled",
    "kics:Kinesis Not Encrypted With KMS",
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
