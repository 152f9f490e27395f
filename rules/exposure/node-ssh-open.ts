/** EKS node groups whose remote access opens SSH to the internet. */
import { code, type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { dicts, get } from "../lib/value.js";

export default rule({
  id: "exposure/node-ssh-open",
  title: "Node SSH open to the internet",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_eks_node_group"],
  refs: ["checkov:CKV_AWS_100", "kics:EKS node group remote access disabled"],

  *check(group, project) {
    const [access] = dicts(get(group.body, "remote_access"));
    if (access === undefined || get(access, "ec2_ssh_key") === undefined || get(access, "source_security_group_ids") !== undefined) return;
    if (!access.complete) return;
    yield {
      at: access,
      what: "A key without `source_security_group_ids` makes EKS open port 22 of every node to `0.0.0.0/0`",
      fix: sources(group, project),
    };
  },
});

function sources(group: TerraformBlock, project: Project): Fix {
  const [only, ...more] = project.terraform
    .blocks(group, "aws_security_group")
    .filter((it) => it.scope === group.scope && it.certain && it.key === undefined);
  const source = only && more.length === 0 ? only : undefined;
  return {
    title: `Allow SSH only from ${source ? `\`${source.address}\`` : "the group of a variable, `ssh_security_group_id`"}`,
    edit: (it) => {
      const value = source ? `${source.address}.id` : "var.ssh_security_group_id";
      it.set(group.body, "remote_access.source_security_group_ids", [code(value)]);
      if (!source)
        declareVariable(group, project, "ssh_security_group_id", "string", "Security group that may open SSH sessions to nodes.", it);
    },
  };
}
