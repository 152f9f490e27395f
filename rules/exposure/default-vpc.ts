/** Workloads in the default VPC, whose subnets are all public. */
import { code, rule, type TerraformBlock } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { entry, flag, get, references } from "../lib/value.js";

export default rule({
  id: "exposure/default-vpc",
  title: "Default VPC in use",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_default_vpc", "data.aws_vpc"],
  refs: ["checkov:CKV_AWS_148", "trivy:AWS-0101", "kics:Default VPC Exists"],

  *check(vpc, project) {
    const users = (picks: readonly string[]): readonly TerraformBlock[] =>
      project.terraform
        .blocks(vpc, ...picks)
        .filter((it) => references(it.body).some((one) => one.address === vpc.address && one.scope === vpc.scope));
    if (vpc.mode === "resource") {
      // Adopted only to be emptied: its default group is stripped and nothing lives in it.
      const stripped = users(["aws_default_security_group"]).some(
        (it) => entry(it.body, "ingress") === undefined && entry(it.body, "egress") === undefined,
      );
      if (stripped && users(residents).length === 0) return;
      yield {
        at: vpc,
        what: "The default VPC is one flat network whose subnets all face the internet: what starts here is public unless somebody prevents it",
      };
      return;
    }
    const chosen = get(vpc.body, "default");
    if (chosen === undefined || flag(chosen) !== true) return;
    const [user] = users(residents);
    if (user === undefined) return;
    yield {
      at: chosen,
      what: `\`${user.address}\` lives in the default VPC, one flat network whose subnets all face the internet`,
      related: [{ at: user, what: "placed by this look-up" }],
      fix: {
        title: "Look up the VPC by a variable, `vpc_id`",
        edit: (it) => {
          it.remove(chosen);
          it.set(vpc.body, "id", code("var.vpc_id"));
          declareVariable(vpc, project, "vpc_id", "string", "VPC of the workload.", it);
        },
      },
    };
  },
});

/** What shows that somebody lives in a VPC. */
const residents: readonly string[] = [
  "aws_security_group",
  "aws_subnet",
  "aws_instance",
  "aws_lb",
  "aws_lb_target_group",
  "aws_db_subnet_group",
  "aws_vpc_endpoint",
  "aws_eks_cluster",
  "aws_ecs_service",
  "data.aws_subnets",
  "data.aws_subnet_ids",
  "data.aws_subnet",
  "module",
];
