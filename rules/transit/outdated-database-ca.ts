/** Databases whose certificate is signed by an authority that has expired. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_db_instance", "aws_rds_cluster_instance", "aws_rds_cluster", "aws_docdb_cluster_instance"],
    path: "ca_cert_identifier",
    bad: ["rds-ca-2010", "rds-ca-2015", "rds-ca-2019"],
    absent: false,
    what: "This authority has expired: clients that check certificates cannot connect, and those that connect do not check",
    repair: { title: "Take a current authority", value: "rds-ca-rsa2048-g1" },
  },
  {
    of: ["aws_rds_cluster"],
    path: "ca_certificate_identifier",
    bad: ["rds-ca-2010", "rds-ca-2015", "rds-ca-2019"],
    absent: false,
    what: "This authority has expired: clients that check certificates cannot connect, and those that connect do not check",
    repair: { title: "Take a current authority", value: "rds-ca-rsa2048-g1" },
  },
];

export default rule({
  id: "transit/outdated-database-ca",
  title: "Database with an expired authority",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_211", "kics:CA Certificate Identifier Is Outdated"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
