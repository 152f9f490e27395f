/** Stores whose key belongs to AWS: no policy of one's own decides who decrypts. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get, text } from "../lib/value.js";

const what = "AWS keeps this key for everyone: whoever may read may decrypt, with no key policy, log or switch of your own in between";

function row(types: readonly string[], path: string, when?: Fact["when"]): Fact {
  return {
    of: types,
    path,
    bad: ["alias/aws/secretsmanager", "alias/aws/ssm", "alias/aws/backup", "alias/aws/dynamodb"],
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
];

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
    "trivy:AWS-0015",
    "trivy:AWS-0025",
    "trivy:AWS-0033",
    "trivy:AWS-0098",
    "tfsec:aws-ecr-repository-customer-key",
    "kics:CloudTrail Log Files Not Encrypted With KMS",
    "kics:Sagemaker Notebook Instance Without KMS",
    "kics:Secretsmanager Secret Without KMS",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
