/** Databases with a public address. */
import { rule } from "../api.js";
import { kindOf, withModules } from "../lib/facts.js";
import { providerBelow } from "../lib/provider.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "exposure/public-database",
  title: "Database with a public address",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: withModules([
    "aws_db_instance",
    "aws_rds_cluster_instance",
    "aws_redshift_cluster",
    "aws_dms_replication_instance",
    "aws_docdb_cluster_instance",
    "aws_neptune_cluster_instance",
    "aws_redshiftserverless_workgroup",
    "aws_mq_broker",
    "aws_msk_cluster",
  ]),
  refs: [
    "checkov:CKV_AWS_391",
    "checkov:CKV_AWS_17",
    "checkov:CKV_AWS_87",
    "checkov:CKV_AWS_89",
    "checkov:CKV_AWS_102",
    "checkov:CKV_AWS_69",
    "checkov:CKV_AWS_291",
    "trivy:AWS-0180",
    "trivy:AWS-0083",
    "trivy:AWS-0072",
    "kics:RDS DB Instance Publicly Accessible",
    "kics:Redshift Publicly Accessible",
    "kics:MSK Broker Is Publicly Accessible",
    "kics:Public MQ Broker",
    "cis-aws-3.0:2.3.3",
  ],

  *check(database, project) {
    // Of public modules, those that make a database.
    if (kindOf(database) === "module") return;
    const brokers = get(database.body, "broker_node_group_info.connectivity_info.public_access.type");
    if (database.type === "aws_msk_cluster" && brokers !== undefined && text(brokers) === "SERVICE_PROVIDED_EIPS")
      yield {
        at: brokers,
        what: "The brokers have public addresses: only their authentication stands between them and the internet",
        fix: { title: "Keep them private", edit: (it) => it.replace(brokers, "DISABLED") },
      };
    const access = get(database.body, "publicly_accessible");
    if (access === undefined && database.type === "aws_redshift_cluster" && providerBelow(project, database, "aws", 6))
      yield {
        at: database,
        what: "This version of the provider gives the cluster a public address by default: only its security group and its password stand between it and the internet",
        fix: { title: "Keep it private", edit: (it) => it.set(database.body, "publicly_accessible", false) },
      };
    if (flag(access) !== true || access === undefined) return;
    yield {
      at: access,
      what: "The database has a public address: only its security group and its password stand between it and the internet",
      fix: { title: "Keep it private", edit: (it) => it.replace(access, false) },
    };
  },
});
