/** Clusters that name no subnets and so start in the default VPC, or in a network of AWS. */
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
  of: [
    "aws_redshift_cluster",
    "aws_emr_cluster",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_sagemaker_notebook_instance",
  ],
  refs: [
    "checkov:CKV_AWS_154",
    "checkov:CKV_AWS_306",
    "checkov:CKV_AWS_323",
    "trivy:AWS-0127",
    "tfsec:aws-redshift-use-vpc",
    "kics:EMR Without VPC",
    "kics:Redshift Cluster Without VPC",
    "kics:ElastiCache Without VPC",
  ],

  *check(cluster, project) {
    const place = places[cluster.type];
    if (place === undefined || !cluster.body.complete || place.by.some((it) => !isEmpty(get(cluster.body, it)))) return;
    const [path = "subnet_id"] = place.by;
    const name = path.split(".").pop() ?? path;
    const group = name.includes("group");
    yield {
      at: cluster,
      what: place.what,
      fix: {
        title: `Start in the ${group ? "subnet group" : "subnet"} of a variable, \`${name}\``,
        edit: (it) => {
          it.set(cluster.body, path, code(`var.${name}`));
          declareVariable(cluster, project, name, "string", group ? "Subnet group of the cluster." : "Subnet of the cluster.", it);
        },
      },
    };
  },
});

interface Home {
  /** What places it: the attribute that a repair writes first, then what else decides. */
  readonly by: readonly string[];
  readonly what: string;
}

const inDefault = "No subnets are named, so the cluster starts in the default VPC, one flat network whose subnets all face the internet";

const places: Readonly<Record<string, Home | undefined>> = {
  aws_redshift_cluster: { by: ["cluster_subnet_group_name", "snapshot_identifier", "snapshot_arn"], what: inDefault },
  aws_emr_cluster: { by: ["ec2_attributes.subnet_id", "ec2_attributes.subnet_ids", "subnet_id"], what: inDefault },
  aws_elasticache_cluster: { by: ["subnet_group_name", "replication_group_id"], what: inDefault },
  aws_elasticache_replication_group: { by: ["subnet_group_name", "global_replication_group_id"], what: inDefault },
  aws_sagemaker_notebook_instance: {
    by: ["subnet_id"],
    what: "No subnet is named, so the notebook runs in a network of AWS, where none of your groups, routes and logs see what it reads and sends",
  },
};
