/** Groups of EC2-Classic, which has been gone since 2022. */
import { rule } from "../api.js";

export default rule({
  id: "exposure/classic-group",
  title: "Group of EC2-Classic",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_db_security_group", "aws_redshift_security_group", "aws_elasticache_security_group"],
  refs: [
    "checkov:CKV_AWS_196",
    "checkov:CKV_AWS_198",
    "trivy:AWS-0081",
    "trivy:AWS-0085",
    "tfsec:aws-rds-no-classic-resources",
    "tfsec:aws-redshift-no-classic-resources",
  ],

  *check(group) {
    yield {
      at: group,
      what: "EC2-Classic is gone, and this group with it: it guards nothing, and rules that are kept here are kept nowhere",
    };
  },
});
