/** The path from the internet to a workload, link by link: a proof, so one unknown link means that nothing is said. */
import type { Found, NetworkRule, Step, TerraformBlock, TerraformProject, Value } from "../../../rules/api.js";
import { portsText, worldAddresses } from "../../../rules/lib/network.js";
import { dicts, flag, get, items, reference, text } from "../../../rules/lib/value.js";
import { wornGroups } from "./aws.js";

type RulesOf = (owner: TerraformBlock) => Found<NetworkRule>;

/**
 * Public address, a subnet whose route table sends everything to an internet gateway, a group that lets the internet in, and neither a
 * network ACL nor VPC Block Public Access that could stop it.
 */
export function exposurePath(workload: TerraformBlock, project: TerraformProject, rulesOf: RulesOf): readonly Step[] | undefined {
  if (!workload.certain) return undefined;
  const blocked = project.blocks(workload, "aws_vpc_block_public_access_options");
  if (blocked.some((it) => text(get(it.body, "internet_gateway_block_mode")) !== "off")) return undefined;
  const door = openDoor(workload, project, rulesOf);
  if (door === undefined) return undefined;
  for (const subnet of subnetsOf(workload, project)) {
    const address = publicAddress(workload, subnet, project);
    const route = address && internetRoute(subnet, project);
    if (address && route && aclLetsIn(subnet, project, rulesOf)) return [address, route, door];
  }
  return undefined;
}

function resolved(value: Value | undefined, from: TerraformBlock, project: TerraformProject): readonly TerraformBlock[] {
  return items(value).flatMap((it) => {
    const named = reference(it);
    const found = named && project.resolve(named, from);
    return found?.certain ? [found] : [];
  });
}

function subnetsOf(workload: TerraformBlock, project: TerraformProject): readonly TerraformBlock[] {
  const direct = ["subnet_id", "network_configuration.subnets"].map((it) => get(workload.body, it));
  const groups = items(get(workload.body, "db_subnet_group_name")).flatMap((it) =>
    resolved(it, workload, project).map((group) => ({ group, subnets: get(group.body, "subnet_ids") })),
  );
  return [
    ...direct.flatMap((it) => resolved(it, workload, project)),
    ...groups.flatMap(({ group, subnets }) => resolved(subnets, group, project)),
  ].filter((it) => it.type === "aws_subnet" || it.type === "aws_default_subnet");
}

function publicAddress(workload: TerraformBlock, subnet: TerraformBlock, project: TerraformProject): Step | undefined {
  for (const path of ["associate_public_ip_address", "network_configuration.assign_public_ip", "publicly_accessible"]) {
    const value = get(workload.body, path);
    if (value === undefined) continue;
    if (flag(value) === true) return { at: value.origin, what: "it has a public address" };
    if (value.kind === "unknown") return undefined;
  }
  if (workload.type !== "aws_instance") return undefined;
  const elastic = [
    ...project.satellites(workload, "aws_eip", "instance").found,
    ...project.satellites(workload, "aws_eip_association", "instance_id").found,
  ].find((it) => it.certain);
  if (elastic) return { at: elastic.at, what: "an elastic address belongs to it" };
  const mapped = get(subnet.body, "map_public_ip_on_launch");
  return flag(mapped) === true && get(workload.body, "associate_public_ip_address") === undefined && mapped
    ? { at: mapped.origin, what: "its subnet gives every machine a public address" }
    : undefined;
}

/** The route tables that decide for a subnet: those associated with it, else its VPC's main one. */
function tablesOf(subnet: TerraformBlock, project: TerraformProject): readonly TerraformBlock[] {
  const associations = project.satellites(subnet, "aws_route_table_association", "subnet_id");
  if (associations.found.length > 0) return associations.found.flatMap((it) => resolved(get(it.body, "route_table_id"), it, project));
  if (!associations.complete) return [];
  return resolved(get(subnet.body, "vpc_id"), subnet, project).flatMap((vpc) => {
    const chosen = project.satellites(vpc, "aws_main_route_table_association", "vpc_id").found;
    if (chosen.length > 0) return chosen.flatMap((it) => resolved(get(it.body, "route_table_id"), it, project));
    return project.satellites(vpc, "aws_default_route_table", "default_route_table_id").found.filter((it) => it.certain);
  });
}

function internetRoute(subnet: TerraformBlock, project: TerraformProject): Step | undefined {
  for (const table of tablesOf(subnet, project)) {
    const inline = dicts(get(table.body, "route")).map((body) => ({ at: body.at, body, from: table }));
    const apart = project
      .satellites(table, "aws_route", "route_table_id")
      .found.filter((it) => it.certain)
      .map((it) => ({ at: it.at, body: it.body, from: it }));
    for (const { at, body, from } of [...inline, ...apart]) {
      const everywhere = ["cidr_block", "ipv6_cidr_block", "destination_cidr_block", "destination_ipv6_cidr_block"].some((it) =>
        ["0.0.0.0/0", "::/0"].includes(text(get(body, it)) ?? ""),
      );
      const gateway = get(body, "gateway_id");
      const named = reference(gateway);
      const target = named && project.resolve(named, from);
      if (everywhere && (target?.type === "aws_internet_gateway" || text(gateway)?.startsWith("igw-")))
        return { at, what: "its subnet's route table leads to an internet gateway" };
    }
  }
  return undefined;
}

function openDoor(workload: TerraformBlock, project: TerraformProject, rulesOf: RulesOf): Step | undefined {
  for (const value of wornGroups(workload))
    for (const group of resolved(value, workload, project))
      for (const rule of rulesOf(group).found) {
        if (rule.direction !== "ingress" || rule.allow !== true || !rule.owner.certain || !rule.ports?.length) continue;
        const open = worldAddresses(rule.addresses)[0];
        if (open) return { at: open.at, what: `\`${text(open)}\` reaches ${portsText(rule.ports)}` };
      }
  return undefined;
}

/** Whether every network ACL of the subnet surely lets the internet in; the default ACL, which nobody wrote, does. */
function aclLetsIn(subnet: TerraformBlock, project: TerraformProject, rulesOf: RulesOf): boolean {
  const inline = project.satellites(subnet, "aws_network_acl", "subnet_ids");
  const apart = project.satellites(subnet, "aws_network_acl_association", "subnet_id").found;
  if (!inline.complete && project.blocks(subnet, "aws_network_acl").some((it) => get(it.body, "subnet_ids")?.kind === "unknown"))
    return false;
  const acls = [...inline.found, ...apart.flatMap((it) => resolved(get(it.body, "network_acl_id"), it, project))];
  return acls.every((acl) => {
    const entries = rulesOf(acl).found.filter((it) => it.direction === "ingress");
    return entries.every((it) => it.allow === true) && entries.some((it) => worldAddresses(it.addresses).length > 0);
  });
}
