/** Attachments of AWS managed policies that give all of a service that holds data or rights. */
import { rule } from "../api.js";
import { managedPolicies, managedTypes } from "../lib/managed.js";

export default rule({
  id: "iam/broad-managed-policy",
  title: "Full access to a service attached",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: managedTypes,
  refs: ["trivy:AWS-0345"],

  *check(attachment, project) {
    for (const { name, value, literal } of managedPolicies(attachment, project)) {
      const better = readers.get(name);
      if (better === undefined) continue;
      yield {
        at: value,
        what: `\`${name}\` grants every action of the service on everything in the account`,
        fix:
          literal === undefined || better === ""
            ? []
            : { title: `Use \`${better}\``, edit: (it) => it.replace(value, literal.replace(name, better)) },
      };
    }
  },
});

/** Full access and its read-only counterpart. */
const readers: ReadonlyMap<string, string> = new Map([
  ["AmazonS3FullAccess", "AmazonS3ReadOnlyAccess"],
  ["AmazonEC2FullAccess", "AmazonEC2ReadOnlyAccess"],
  ["AmazonDynamoDBFullAccess", "AmazonDynamoDBReadOnlyAccess"],
  ["AmazonRDSFullAccess", "AmazonRDSReadOnlyAccess"],
  ["AmazonSQSFullAccess", "AmazonSQSReadOnlyAccess"],
  ["AmazonSNSFullAccess", "AmazonSNSReadOnlyAccess"],
  ["AmazonSSMFullAccess", "AmazonSSMReadOnlyAccess"],
  ["AmazonVPCFullAccess", "AmazonVPCReadOnlyAccess"],
  ["AWSLambda_FullAccess", "AWSLambda_ReadOnlyAccess"],
  ["AWSCloudFormationFullAccess", "AWSCloudFormationReadOnlyAccess"],
  ["AWSOrganizationsFullAccess", "AWSOrganizationsReadOnlyAccess"],
  ["AmazonElasticFileSystemFullAccess", "AmazonElasticFileSystemReadOnlyAccess"],
  ["CloudWatchFullAccess", "CloudWatchReadOnlyAccess"],
  ["CloudWatchLogsFullAccess", "CloudWatchLogsReadOnlyAccess"],
  ["SecretsManagerReadWrite", ""],
  ["AWSKeyManagementServicePowerUser", ""],
  ["AmazonECS_FullAccess", ""],
  ["AmazonSageMakerFullAccess", "AmazonSageMakerReadOnly"],
]);
