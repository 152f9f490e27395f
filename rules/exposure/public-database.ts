/** Databases with a public address. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "exposure/public-database",
  title: "Database with a public address",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: [
    "aws_db_instance",
    "aws_rds_cluster_instance",
    "aws_redshift_cluster",
    "aws_dms_replication_instance",
    "aws_docdb_cluster_instance",
    "aws_neptune_cluster_instance",
  ],
  refs: [
    "checkov:CKV_AWS_17",
    "checkov:CKV_AWS_87",
    "checkov:CKV_AWS_89",
    "checkov:CKV_AWS_102",
    "trivy:AWS-0180",
    "trivy:AWS-0083",
    "kics:RDS DB Instance Publicly Accessible",
    "kics:Redshift Publicly Accessible",
    "cis-aws-3.0:2.3.3",
  ],

  *check(database) {
    const access = get(database.body, "publicly_accessible");
    if (flag(access) !== true || access === undefined) return;
    yield {
      at: access,
      what: "The database has a public address: only its security group and its password stand between it and the internet",
      fix: { title: "Keep it private", edit: (it) => it.replace(access, false) },
    };
  },
});
