/** Resources in a VPC that name no security group and so get the default one. */
import { type Dict, rule, type TerraformBlock } from "../api.js";
import { isSketch } from "../lib/sketch.js";
import { get, isEmpty } from "../lib/value.js";

export default rule({
  id: "segmentation/default-group-worn",
  title: "No security group named",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: [
    "aws_instance",
    "aws_elasticsearch_domain",
    "aws_opensearch_domain",
    "aws_efs_mount_target",
    "aws_elasticache_replication_group",
    "aws_db_instance",
    "aws_rds_cluster",
  ],
  refs: [
    "checkov:CKV_AWS_248",
    "kics:Elasticsearch Using Default Security Group",
    "kics:EC2 Instance Using Default Security Group",
    "kics:Instance With No VPC",
  ],

  *check(block) {
    const placed = placements.get(block.type);
    if (placed === undefined || isSketch(block) || !isPlaced(block, placed.by) || placed.groups.some((it) => !isEmpty(get(block.body, it))))
      return;
    yield {
      at: block,
      what: "No security group is named, so the default one of the VPC decides who reaches this: it is shared by everything else that forgot",
    };
  },
});

interface Placement {
  /** What puts the thing into a VPC. */
  readonly by: string | undefined;
  /** Where it would name a group, or hand the question to something else. */
  readonly groups: readonly string[];
}

const placements: ReadonlyMap<string, Placement> = new Map([
  [
    "aws_instance",
    {
      // Without a subnet it is one of the default VPC.
      by: undefined,
      groups: ["vpc_security_group_ids", "security_groups", "network_interface", "primary_network_interface", "launch_template"],
    },
  ],
  ["aws_elasticsearch_domain", { by: "vpc_options", groups: ["vpc_options.security_group_ids"] }],
  ["aws_opensearch_domain", { by: "vpc_options", groups: ["vpc_options.security_group_ids"] }],
  ["aws_efs_mount_target", { by: "subnet_id", groups: ["security_groups"] }],
  ["aws_elasticache_replication_group", { by: "subnet_group_name", groups: ["security_group_ids", "security_group_names"] }],
  ["aws_db_instance", { by: "db_subnet_group_name", groups: ["vpc_security_group_ids", "replicate_source_db", "snapshot_identifier"] }],
  ["aws_rds_cluster", { by: "db_subnet_group_name", groups: ["vpc_security_group_ids", "snapshot_identifier"] }],
] satisfies readonly (readonly [string, Placement])[]);

function isPlaced(block: TerraformBlock, by: string | undefined): boolean {
  const body: Dict = block.body;
  return (by === undefined || get(body, by) !== undefined) && body.complete;
}
