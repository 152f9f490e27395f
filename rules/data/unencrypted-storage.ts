/** Stores whose data lies unencrypted, most of them by default. */
import { type Problem, type Project, rule, type TerraformBlock } from "../api.js";
import { keyFor, withOwnKey } from "../lib/customer-key.js";
import { callsModule, type Fact, judge, kindOf, typesOf, withModules } from "../lib/facts.js";
import { providerBelow } from "../lib/provider.js";
import { dicts, flag, get, text } from "../lib/value.js";

const lies = "The data lies unencrypted: a copied disk, snapshot or backup can be read as it is";
const replaces = "Encrypt it with a key of your own, which replaces it";
const encrypts = "Encrypt it with a key of your own";
const byService = "Encrypt it, which replaces it";

/** What a restore or replica has is decided by its source. */
function isFirst(block: TerraformBlock): boolean {
  return [
    "snapshot_identifier",
    "snapshot_id",
    "replicate_source_db",
    "replication_source_identifier",
    "restore_to_point_in_time",
    "global_cluster_identifier",
    "global_replication_group_id",
    "source_db_cluster_identifier",
    "s3_import",
  ].every((it) => get(block.body, it) === undefined);
}

const facts: readonly Fact[] = [
  {
    of: ["aws_db_instance", "aws_docdb_cluster", "aws_neptune_cluster"],
    path: "storage_encrypted",
    bad: ["false"],
    absent: true,
    when: isFirst,
    what: lies,
    repair: { title: replaces, value: true, also: withOwnKey },
  },
  {
    of: ["aws_rds_cluster"],
    path: "storage_encrypted",
    bad: ["false"],
    absent: true,
    when: (block) =>
      isFirst(block) && (get(block.body, "engine_mode") === undefined || text(get(block.body, "engine_mode")) === "provisioned"),
    what: lies,
    repair: { title: replaces, value: true, also: withOwnKey },
  },
  {
    of: ["aws_redshift_cluster"],
    path: "encrypted",
    bad: ["false"],
    absent: false,
    what: lies,
    repair: { title: encrypts, value: true, also: withOwnKey },
  },
  {
    of: ["aws_redshift_cluster"],
    path: "encrypted",
    bad: [],
    absent: true,
    when: (block, project) => isFirst(block) && providerBelow(project, block, "aws", 6),
    what: lies,
    repair: { title: encrypts, value: true, also: withOwnKey },
  },
  {
    of: ["aws_ebs_volume"],
    path: "encrypted",
    bad: ["false"],
    absent: true,
    when: (block, project) => isFirst(block) && !encryptsByDefault(block, project),
    what: lies,
    repair: { title: replaces, value: true, also: withOwnKey },
  },
  {
    of: ["aws_efs_file_system"],
    path: "encrypted",
    bad: ["false"],
    absent: true,
    what: lies,
    repair: { title: replaces, value: true, also: withOwnKey },
  },
  {
    of: ["aws_elasticache_replication_group"],
    path: "at_rest_encryption_enabled",
    bad: ["false"],
    absent: false,
    what: lies,
    repair: { title: replaces, value: true, also: withOwnKey },
  },
  {
    of: ["aws_elasticache_replication_group"],
    path: "at_rest_encryption_enabled",
    bad: [],
    absent: true,
    // Valkey encrypts by default.
    when: (block) => isFirst(block) && (get(block.body, "engine") === undefined || text(get(block.body, "engine")) === "redis"),
    what: lies,
    repair: { title: replaces, value: true, also: withOwnKey },
  },
  {
    of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    path: "encrypt_at_rest.enabled",
    bad: ["false"],
    absent: true,
    what: lies,
    repair: { title: encrypts, value: true, also: withOwnKey },
  },
  {
    of: ["aws_dax_cluster"],
    path: "server_side_encryption.enabled",
    bad: ["false"],
    absent: true,
    what: lies,
    repair: { title: byService, value: true },
  },
  { of: ["aws_kinesis_stream"], path: "encryption_type", bad: ["none"], absent: true, what: lies },
  {
    of: ["aws_sns_topic"],
    path: "kms_master_key_id",
    needs: [],
    absent: true,
    what: "Messages lie unencrypted while the topic delivers them",
    repair: { title: encrypts, value: keyFor },
  },
  {
    of: ["aws_sqs_queue"],
    path: "sqs_managed_sse_enabled",
    bad: ["false"],
    absent: false,
    when: (block) => get(block.body, "kms_master_key_id") === undefined,
    what: "Messages lie unencrypted until they are read",
    repair: { title: "Encrypt with the key of SQS", value: true },
  },
  {
    of: ["aws_workspaces_workspace"],
    path: "root_volume_encryption_enabled",
    bad: ["false"],
    absent: true,
    what: lies,
    repair: { title: byService, value: true },
  },
  {
    of: ["aws_workspaces_workspace"],
    path: "user_volume_encryption_enabled",
    bad: ["false"],
    absent: true,
    what: lies,
    repair: { title: byService, value: true },
  },
  {
    of: ["aws_appsync_api_cache"],
    path: "at_rest_encryption_enabled",
    bad: ["false"],
    absent: true,
    what: lies,
    repair: { title: byService, value: true },
  },
  {
    of: ["aws_rds_global_cluster", "aws_docdb_global_cluster", "aws_neptune_global_cluster"],
    path: "storage_encrypted",
    bad: ["false"],
    absent: true,
    when: (block) => get(block.body, "source_db_cluster_identifier") === undefined,
    what: lies,
    repair: { title: byService, value: true },
  },
  { of: ["aws_neptune_cluster_snapshot"], path: "storage_encrypted", bad: ["false"], absent: false, what: lies },
  {
    of: ["aws_kinesis_firehose_delivery_stream"],
    path: "server_side_encryption.enabled",
    bad: ["false"],
    absent: true,
    // A stream that it reads from encrypts for it.
    when: (block) =>
      get(block.body, "kinesis_source_configuration") === undefined && get(block.body, "msk_source_configuration") === undefined,
    what: "Records lie unencrypted while they wait to be delivered",
    repair: { title: "Encrypt them with the key of Firehose", value: true },
  },
  {
    of: ["aws_ami_copy", "aws_ebs_snapshot_copy"],
    path: "encrypted",
    bad: ["false"],
    absent: true,
    what: lies,
    repair: { title: "Encrypt the copy", value: true, also: withOwnKey },
  },
  {
    of: ["aws_codebuild_project"],
    path: "artifacts.encryption_disabled",
    bad: ["true"],
    absent: false,
    what: "Artifacts of the build are stored unencrypted",
    repair: { title: "Encrypt the artifacts", value: false },
  },
  {
    of: ["aws_codebuild_project"],
    path: "logs_config.s3_logs.encryption_disabled",
    bad: ["true"],
    absent: false,
    what: "Logs of the build are stored unencrypted",
    repair: { title: "Encrypt the logs", value: false },
  },
  {
    of: ["aws_dlm_lifecycle_policy"],
    path: "policy_details.action.cross_region_copy.encryption_configuration.encrypted",
    bad: ["false"],
    absent: true,
    when: (block) => get(block.body, "policy_details.action.cross_region_copy") !== undefined,
    what: "Snapshots are copied to the other region unencrypted",
  },
  {
    of: ["aws_dlm_lifecycle_policy"],
    path: "policy_details.schedule.cross_region_copy_rule.encrypted",
    bad: ["false"],
    absent: false,
    what: "Snapshots are copied to the other region unencrypted",
  },
  {
    of: ["aws_api_gateway_method_settings"],
    path: "settings.cache_data_encrypted",
    bad: ["false"],
    absent: true,
    when: (block) => flag(get(block.body, "settings.caching_enabled")) === true,
    what: "Answers lie unencrypted in the cache of the stage",
    repair: { title: "Encrypt the cache", value: true },
  },
  {
    of: ["aws_ebs_encryption_by_default"],
    path: "enabled",
    bad: ["false"],
    absent: false,
    what: "Disks that nobody thought of stay unencrypted: the account does not encrypt new ones by itself",
    repair: { title: "Encrypt every new disk", value: true },
  },
  ...[
    "cloudwatch_encryption.cloudwatch_encryption_mode",
    "job_bookmarks_encryption.job_bookmarks_encryption_mode",
    "s3_encryption.s3_encryption_mode",
  ].map(
    (path): Fact => ({
      of: ["aws_glue_security_configuration"],
      path: `encryption_configuration.${path}`,
      bad: ["disabled"],
      absent: true,
      what: "What jobs write with this configuration lies unencrypted",
    }),
  ),
  {
    of: ["aws_glue_data_catalog_encryption_settings"],
    path: "data_catalog_encryption_settings.encryption_at_rest.catalog_encryption_mode",
    bad: ["disabled"],
    absent: false,
    what: "The catalogue lies unencrypted: schemas and locations of all data can be read as they are",
  },
  {
    of: ["aws_glue_data_catalog_encryption_settings"],
    path: "data_catalog_encryption_settings.connection_password_encryption.return_connection_password_encrypted",
    bad: ["false"],
    absent: false,
    what: "Passwords of connections lie in the catalogue in plain text",
  },
];

/** Disks that machines bring along, by the blocks that describe them. */
const disks: readonly (readonly [type: string, blocks: string, inner: string | undefined])[] = [
  ["aws_instance", "root_block_device", undefined],
  ["aws_instance", "ebs_block_device", undefined],
  ["aws_launch_configuration", "root_block_device", undefined],
  ["aws_launch_configuration", "ebs_block_device", undefined],
  ["aws_launch_template", "block_device_mappings", "ebs"],
  ["aws_imagebuilder_image_recipe", "block_device_mapping", "ebs"],
  ["aws_ami", "ebs_block_device", undefined],
];

export default rule({
  id: "data/unencrypted-storage",
  title: "Storage without encryption",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: withModules([...typesOf(facts), ...new Set(disks.map(([type]) => type))]),
  refs: [
    "checkov:CKV_AWS_3",
    "checkov:CKV_AWS_5",
    "checkov:CKV_AWS_8",
    "checkov:CKV_AWS_16",
    "checkov:CKV_AWS_26",
    "checkov:CKV_AWS_29",
    "checkov:CKV_AWS_42",
    "checkov:CKV_AWS_43",
    "checkov:CKV_AWS_44",
    "checkov:CKV_AWS_47",
    "checkov:CKV_AWS_64",
    "checkov:CKV_AWS_74",
    "checkov:CKV_AWS_96",
    "checkov:CKV_AWS_214",
    "checkov:CKV_AWS_99",
    "checkov:CKV_AWS_106",
    "checkov:CKV_AWS_155",
    "checkov:CKV_AWS_156",
    "checkov:CKV_AWS_204",
    "checkov:CKV_AWS_253",
    "checkov:CKV_AWS_255",
    "checkov:CKV_AWS_279",
    "checkov:CKV_AWS_311",
    "checkov:CKV2_AWS_2",
    "kics:AMI Not Encrypted",
    "checkov:CKV_AWS_78",
    "checkov:CKV_AWS_94",
    "checkov:CKV_AWS_140",
    "checkov:CKV_AWS_235",
    "checkov:CKV_AWS_292",
    "checkov:CKV_AWS_308",
    "trivy:AWS-0008",
    "trivy:AWS-0021",
    "trivy:AWS-0023",
    "trivy:AWS-0026",
    "trivy:AWS-0037",
    "trivy:AWS-0045",
    "trivy:AWS-0048",
    "trivy:AWS-0064",
    "trivy:AWS-0079",
    "trivy:AWS-0080",
    "trivy:AWS-0095",
    "tfsec:aws-ebs-enable-volume-encryption",
    "tfsec:aws-elastic-service-enable-domain-encryption",
    "tfsec:aws-sns-enable-topic-encryption",
    "tfsec:aws-workspace-enable-disk-encryption",
    "kics:API Gateway Method Settings Cache Not Encrypted",
    "kics:DOCDB Cluster Not Encrypted",
    "kics:EBS Default Encryption Disabled",
    "kics:Glue Security Configuration Encryption Disabled",
    "kics:Launch Configuration Is Not Encrypted",
    "kics:Neptune cluster snapshot not encrypted",
    "kics:EBS Volume Encryption Disabled",
    "kics:EFS Not Encrypted",
    "kics:ElasticSearch Not Encrypted At Rest",
    "kics:Kinesis SSE Not Configured",
    "kics:SNS Topic Not Encrypted",
    "kics:Workspaces Workspace Volume Not Encrypted",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
    yield* machine(block, project);
  },
});

function* machine(block: TerraformBlock, project: Project): Iterable<Problem> {
  // The groups of this module make launch configurations out of such lists; where it makes templates, they have another name.
  const type = callsModule(block, "terraform-aws-modules/autoscaling/aws") ? "aws_launch_configuration" : kindOf(block);
  const rows = disks.filter(([it]) => it === type);
  if (rows.length === 0 || encryptsByDefault(block, project)) return;
  for (const [, name, inner] of rows)
    for (const outer of dicts(get(block.body, name))) {
      const device = inner === undefined ? outer : dicts(get(outer, inner))[0];
      const encrypted = get(device, "encrypted");
      if (device === undefined || get(device, "snapshot_id") !== undefined || get(outer, "no_device") !== undefined) continue;
      if (encrypted === undefined ? type === "aws_instance" && block.type === "module" : flag(encrypted) !== false) continue;
      yield {
        at: encrypted ?? device,
        what: "The disk is unencrypted: a copied disk or snapshot can be read as it is",
        fix: {
          title: "Encrypt the disk, which replaces it",
          edit: (it) => (encrypted ? it.replace(encrypted, true) : it.set(device, "encrypted", true)),
        },
      };
    }
}

/** Whether the account is known, or may be made, to encrypt every new disk. */
function encryptsByDefault(near: TerraformBlock, project: Project): boolean {
  return project.terraform.blocks(near, "aws_ebs_encryption_by_default").some((it) => flag(get(it.body, "enabled")) !== false);
}
