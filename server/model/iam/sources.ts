/** Which attributes of which resources hold policies, and what for. */
import type { PolicyUse } from "../../../rules/api.js";

export interface PolicySource {
  readonly path: string;
  readonly use: PolicyUse;
}

const resource = (path = "policy"): readonly PolicySource[] => [{ path, use: "resource" }];
const identity = (path = "policy"): readonly PolicySource[] => [{ path, use: "identity" }];

export const policySources: Readonly<Record<string, readonly PolicySource[]>> = {
  aws_iam_policy: identity(),
  aws_iam_role_policy: identity(),
  aws_iam_user_policy: identity(),
  aws_iam_group_policy: identity(),
  aws_iam_role: [
    { path: "assume_role_policy", use: "trust" },
    { path: "inline_policy.policy", use: "identity" },
  ],
  aws_ssoadmin_permission_set_inline_policy: identity("inline_policy"),
  aws_organizations_policy: [{ path: "content", use: "scp" }],
  aws_iot_policy: identity(),
  aws_s3_bucket_policy: resource(),
  aws_s3_bucket: resource(),
  aws_s3_access_point: resource(),
  aws_s3control_access_point_policy: resource(),
  aws_kms_key: resource(),
  aws_kms_external_key: resource(),
  aws_kms_key_policy: resource(),
  aws_sqs_queue: resource(),
  aws_sqs_queue_policy: resource(),
  aws_sns_topic: resource(),
  aws_sns_topic_policy: resource(),
  aws_ecr_repository_policy: resource(),
  aws_ecr_registry_policy: resource(),
  aws_ecrpublic_repository_policy: resource(),
  aws_secretsmanager_secret: resource(),
  aws_secretsmanager_secret_policy: resource(),
  aws_vpc_endpoint: resource(),
  aws_vpc_endpoint_policy: resource(),
  aws_opensearch_domain: resource("access_policies"),
  aws_opensearch_domain_policy: resource("access_policies"),
  aws_elasticsearch_domain: resource("access_policies"),
  aws_elasticsearch_domain_policy: resource("access_policies"),
  aws_cloudwatch_event_bus_policy: resource(),
  aws_backup_vault_policy: resource(),
  aws_api_gateway_rest_api: resource(),
  aws_api_gateway_rest_api_policy: resource(),
  aws_glacier_vault: resource("access_policy"),
  aws_efs_file_system_policy: resource(),
  aws_cloudwatch_log_destination_policy: resource("access_policy"),
  aws_cloudwatch_log_resource_policy: resource("policy_document"),
  aws_codeartifact_domain_permissions_policy: resource("policy_document"),
  aws_codeartifact_repository_permissions_policy: resource("policy_document"),
  aws_dynamodb_resource_policy: resource(),
  aws_glue_resource_policy: resource(),
  aws_media_store_container_policy: resource(),
  aws_ses_identity_policy: resource(),
  aws_vpclattice_auth_policy: resource(),
  aws_kinesis_resource_policy: resource(),
  aws_msk_cluster_policy: resource(),
  aws_acmpca_policy: resource(),
  aws_schemas_registry_policy: resource(),
  aws_sesv2_email_identity_policy: resource(),
  aws_s3tables_table_policy: resource("resource_policy"),
  aws_s3tables_table_bucket_policy: resource("resource_policy"),
  aws_kms_replica_key: resource(),
  aws_networkfirewall_resource_policy: resource(),
  aws_vpclattice_resource_policy: resource(),
  aws_sagemaker_model_package_group_policy: resource("resource_policy"),
};
