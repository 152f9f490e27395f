/** Client VPN authorization rules that let every user reach a whole network. */
import { type Fix, type Project, rule, type TerraformBlock } from "../api.js";
import { isPrivate, parseCidr } from "../lib/network.js";
import { declareVariable } from "../lib/network-fix.js";
import { entry, flag, get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/vpn-open-to-all",
  title: "VPN that opens whole networks to every user",
  pillar: "networks",
  tenet: ["T1", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ec2_client_vpn_authorization_rule"],
  refs: [],

  *check(authorization, project) {
    const all = get(authorization.body, "authorize_all_groups");
    const target = get(authorization.body, "target_network_cidr");
    const cidr = parseCidr(text(target) ?? "");
    if (all === undefined || flag(all) !== true || target === undefined || cidr === undefined) return;
    if (cidr.length > 16 && cidr.length !== 0 && !isVpc(text(target), authorization, project)) return;
    if (cidr.length !== 0 && !isPrivate(cidr)) return;
    yield {
      at: all,
      what: `Everyone who connects reaches \`${text(target)}\`: one stolen login opens the whole network`,
      fix: oneGroup(authorization, project),
    };
  },
});

function isVpc(cidr: string | undefined, near: TerraformBlock, project: Project): boolean {
  return project.terraform.blocks(near, "aws_vpc").some((it) => text(get(it.body, "cidr_block")) === cidr);
}

function oneGroup(authorization: TerraformBlock, project: Project): Fix | undefined {
  const all = entry(authorization.body, "authorize_all_groups")?.value;
  if (all === undefined) return undefined;
  return {
    title: "Authorize only the group of a variable, `vpn_group_id`",
    edit: (it) => {
      it.remove(all.at);
      it.set(authorization.body, "access_group_id", { code: "var.vpn_group_id" });
      declareVariable(authorization, project, "vpn_group_id", "string", "Identity provider's group that may reach this network.", it);
    },
  };
}
