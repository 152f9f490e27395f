/** Images, snapshots and documents shared with every AWS account. */
import { code, type Fix, type Project, rule, type TerraformBlock, type Value } from "../api.js";
import { ownOrganization } from "../lib/perimeter.js";
import { entry, get, items, text } from "../lib/value.js";

export default rule({
  id: "data/shared-with-everyone",
  title: "Image, snapshot or document shared with everyone",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: [
    "aws_ami_launch_permission",
    "aws_db_snapshot",
    "aws_db_cluster_snapshot",
    "aws_db_snapshot_copy",
    "aws_ssm_document",
    "aws_ebs_snapshot_block_public_access",
    "aws_imagebuilder_distribution_configuration",
  ],
  refs: ["checkov:CKV_AWS_302", "checkov:CKV_AWS_303", "fsbp:RDS.1", "fsbp:SSM.4"],

  *check(resource, project) {
    for (const { path, bad, what, repair } of shares) {
      for (const value of items(get(resource.body, path))) {
        if (text(value) !== bad || (path === "state" && !resource.type.startsWith("aws_ebs_"))) continue;
        yield {
          at: value,
          what,
          fix:
            path === "group"
              ? organization(resource, value, project)
              : {
                  title: repair === undefined ? "Share it with nobody" : "Block all sharing",
                  level: repair === undefined ? "review" : "safe",
                  edit: (it) => (repair === undefined ? it.remove(value) : it.replace(value, repair)),
                },
        };
      }
    }
  },
});

/** A launch permission names one grantee: the organisation takes the group's place. */
function organization(resource: TerraformBlock, group: Value, project: Project): Fix {
  const border = ownOrganization(project, resource, "arn");
  return {
    title: "Share it with the organisation",
    edit: (it) => {
      const written = entry(resource.body, "group");
      if (written) it.rename(written.keyAt, "organization_arn");
      it.replace(group, code(border.expression));
      border.declare(it);
    },
  };
}

interface Share {
  readonly path: string;
  readonly bad: string;
  readonly what: string;
  readonly repair?: string;
}

const everyone = "Every AWS account may copy this, with whatever data and secrets it holds";
const shares: readonly Share[] = [
  { path: "group", bad: "all", what: everyone },
  { path: "shared_accounts", bad: "all", what: everyone },
  { path: "permissions.account_ids", bad: "All", what: everyone },
  { path: "permissions.account_ids", bad: "all", what: everyone },
  { path: "distribution.ami_distribution_configuration.launch_permission.user_groups", bad: "all", what: everyone },
  {
    path: "state",
    bad: "unblocked",
    what: "Any snapshot of this region may be made public: one wrong click publishes a disk",
    repair: "block-all-sharing",
  },
];
