/** Policies on the role of EKS nodes that belong to an application. */
import { code, type Project, rule, type TerraformBlock } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "workload/node-role-permissions",
  title: "Node role with application permissions",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_iam_role_policy_attachment", "aws_iam_role_policy"],
  refs: [],

  *check(attachment, project) {
    if (project.terraform.blocks(attachment, "aws_eks_node_group").length === 0) return;
    const named = reference(get(attachment.body, "role")) ?? nameOf(attachment, project);
    const role = named && ("mode" in named ? named : project.terraform.resolve(named, attachment));
    if (role?.type !== "aws_iam_role") return;
    const nodes = ["aws_eks_node_group"].flatMap((it) => project.terraform.satellites(role, it, "node_role_arn").found);
    const [group] = nodes;
    if (group === undefined) return;
    const policy = get(attachment.body, "policy_arn");
    const known = text(policy);
    if (attachment.type === "aws_iam_role_policy_attachment") {
      const own = reference(policy)?.address.startsWith("aws_iam_policy.") ?? false;
      if (policy === undefined || !(own || (known !== undefined && !nodePolicies.test(known)))) return;
    }
    yield {
      at: policy ?? attachment,
      what: `Every pod on the nodes of \`${group.address}\` can take the node's role: what one application needs, all of them may do`,
      related: [{ at: group, what: "runs with this role" }],
      fix: {
        title: "Attach to the application's own role, `workload_role_name`",
        edit: (it) => {
          it.set(attachment.body, "role", code("var.workload_role_name"));
          declareVariable(
            attachment,
            project,
            "workload_role_name",
            "string",
            "Role of the application, taken through EKS Pod Identity or IRSA.",
            it,
          );
        },
      },
    };
  },
});

/** The role whose known name the attachment spells. */
function nameOf(attachment: TerraformBlock, project: Project): TerraformBlock | undefined {
  const name = text(get(attachment.body, "role"));
  return name === undefined
    ? undefined
    : project.terraform.blocks(attachment, "aws_iam_role").find((it) => text(get(it.body, "name")) === name);
}

/** What nodes need themselves. */
const nodePolicies =
  /\/(?:service-role\/)?(?:AmazonEKSWorkerNode(?:Minimal)?Policy|AmazonEC2ContainerRegistry(?:ReadOnly|PullOnly)|AmazonEKS_CNI_Policy|AmazonEKS_CNI_IPv6_Policy|AmazonSSMManagedInstanceCore|CloudWatchAgentServerPolicy|AmazonEBSCSIDriverPolicy)$/;
