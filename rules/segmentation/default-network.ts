/** Clusters that name no subnets and so start in the default VPC. */
import { code, rule } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { get, isEmpty } from "../lib/value.js";

export default rule({
  id: "segmentation/default-network",
  title: "No subnets named",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_redshift_cluster", "aws_emr_cluster"],
  refs: [
    "checkov:CKV_AWS_154",
    "trivy:AWS-0127",
    "tfsec:aws-redshift-use-vpc",
    "kics:EMR Without VPC",
    "kics:Redshift Cluster Without VPC",
  ],

  *check(cluster, project) {
    const emr = cluster.type === "aws_emr_cluster";
    const paths = emr
      ? ["ec2_attributes.subnet_id", "ec2_attributes.subnet_ids", "subnet_id"]
      : ["cluster_subnet_group_name", "snapshot_identifier", "snapshot_arn"];
    if (!cluster.body.complete || paths.some((it) => !isEmpty(get(cluster.body, it)))) return;
    const name = emr ? "subnet_id" : "cluster_subnet_group_name";
    yield {
      at: cluster,
      what: "No subnets are named, so the cluster starts in the default VPC, one flat network whose subnets all face the internet",
      fix: {
        title: `Start in the ${emr ? "subnet" : "subnet group"} of a variable, \`${name}\``,
        edit: (it) => {
          it.set(cluster.body, emr ? "ec2_attributes.subnet_id" : name, code(`var.${name}`));
          declareVariable(cluster, project, name, "string", emr ? "Subnet of the cluster." : "Subnet group of the cluster.", it);
        },
      },
    };
  },
});
