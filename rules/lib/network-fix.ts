/** Fixes of open network rules: a group of the workspace, or a variable, in place of the open addresses. */
import { code, type Fix, type NetworkRule, type Project, type TerraformBlock, type Value } from "../api.js";
import { entry, get, isComplete, items, references, text } from "./value.js";

const lists = ["cidr_blocks", "ipv6_cidr_blocks"] as const;
const singles = ["cidr_ipv4", "cidr_ipv6", "cidr_block", "ipv6_cidr_block"] as const;

/** In order of preference: only the group that surely belongs in front, then the range of a variable. `open` are addresses of the rule. */
export function narrowings(rule: NetworkRule, open: readonly Value[], project: Project): readonly Fix[] {
  const group = frontGroup(rule, project);
  return [...(group ? fromGroup(rule, open, group) : []), ...fromVariable(rule, open, project)];
}

/** The one load balancer's group of the module, or its only other group. */
function frontGroup(rule: NetworkRule, project: Project): TerraformBlock | undefined {
  const own = project.network.ownerOf(rule);
  const mayStand = (it: TerraformBlock | undefined): it is TerraformBlock =>
    it?.type === "aws_security_group" && it.scope === rule.owner.scope && it.address !== own?.address && it.certain && it.key === undefined;
  const front = project.terraform
    .blocks(rule.owner, "aws_lb", "aws_alb", "aws_elb")
    .flatMap((balancer) => references(get(balancer.body, "security_groups")).map((it) => project.terraform.resolve(it, balancer)))
    .filter(mayStand);
  const addresses = new Set(front.map((it) => it.address));
  if (addresses.size > 0) return addresses.size === 1 ? front[0] : undefined;
  const [only, ...more] = project.terraform.blocks(rule.owner, "aws_security_group").filter(mayStand);
  return more.length === 0 ? only : undefined;
}

function fromGroup(rule: NetworkRule, open: readonly Value[], group: TerraformBlock): readonly Fix[] {
  const standalone = rule.owner.type !== "aws_security_group" && rule.owner.type !== "aws_default_security_group";
  if (standalone && !/^aws_(?:vpc_)?security_group_/.test(rule.owner.type)) return [];
  const written = [...lists, ...singles].flatMap((key) => entry(rule.body, key) ?? []);
  const kept = written.flatMap((it) => items(it.value)).filter((it) => !open.includes(it));
  const editable = written.every((it) => it.value.kind === "text" || (it.value.kind === "list" && isComplete(it.value)));
  // A standalone rule has one kind of source.
  if (!editable || open.some((it) => !isWritten(rule, it)) || (standalone && kept.length > 0)) return [];
  const reference = code(`${group.address}.id`);
  const target =
    rule.owner.type === "aws_security_group_rule"
      ? "source_security_group_id"
      : standalone
        ? "referenced_security_group_id"
        : "security_groups";
  if (standalone && get(rule.body, target) !== undefined) return [];
  return [
    {
      title: `Allow only members of \`${group.address}\``,
      edit: (it) => {
        for (const { value } of written) {
          const mine = items(value).filter((one) => open.includes(one));
          if (mine.length === items(value).length && mine.length > 0) it.remove(value.at);
          else for (const one of mine) it.remove(one.at);
        }
        const groups = get(rule.body, target);
        if (groups && target === "security_groups") it.append(groups, reference);
        else it.set(rule.body, target, target === "security_groups" ? [reference] : reference);
      },
    },
  ];
}

function fromVariable(rule: NetworkRule, open: readonly Value[], project: Project): readonly Fix[] {
  const single = singles.some((key) => open.some((it) => it === get(rule.body, key)));
  const holder = lists.map((key) => entry(rule.body, key)?.value).find((it) => it && items(it).some((one) => open.includes(one)));
  if (open.some((it) => !isWritten(rule, it)) || (!single && holder === undefined)) return [];
  const kept = items(holder).filter((it) => !open.includes(it));
  if (kept.some((it) => text(it) === undefined || !isHere(it))) return [];
  const name = single ? "allowed_cidr" : "allowed_cidrs";
  return [
    {
      title: `Allow only the range${single ? "" : "s"} of a variable, \`${name}\``,
      edit: (it) => {
        if (single) for (const one of open) it.replace(one.at, code(`var.${name}`));
        else
          for (const value of lists.flatMap((key) => entry(rule.body, key)?.value ?? [])) {
            const mine = items(value).filter((one) => open.includes(one));
            if (mine.length === 0) continue;
            if (value === holder)
              it.replace(value.at, code(mine.length === items(value).length ? `var.${name}` : concat(value, open, name)));
            else if (mine.length === items(value).length) it.remove(value.at);
            else for (const one of mine) it.remove(one.at);
          }
        declareVariable(rule.owner, project, name, single ? "string" : "list(string)", "Address ranges that may connect.", it);
      },
    },
  ];
}

/** `concat(["10.0.0.0/8"], var.x)`: what stays, then the variable. */
function concat(list: Value, open: readonly Value[], name: string): string {
  const kept = items(list).flatMap((it) => (open.includes(it) ? [] : (text(it) ?? [])));
  return `concat(${JSON.stringify(kept).replace(/,/g, ", ")}, var.${name})`;
}

/** Declares a variable beside a block unless its module has one of that name. */
export function declareVariable(
  near: TerraformBlock,
  project: Project,
  name: string,
  type: string,
  description: string,
  it: Parameters<Fix["edit"]>[0],
): void {
  const declared = project.terraform.blocks(near, "variable").some((one) => one.name === name && one.scope === near.scope);
  if (!declared) it.createBlock(near.at, { type: "variable", labels: [name], body: { type: code(type), description } });
}

/** Whether an address is written in the rule's own body, in a list that is spelled out there, so that it can be edited there. */
function isWritten(rule: NetworkRule, address: Value): boolean {
  return [...lists, ...singles].some((key) => {
    const value = get(rule.body, key);
    return value === address || (value !== undefined && isHere(value) && items(value).includes(address));
  });
}

function isHere(value: Value): boolean {
  return value.at.unit === value.origin.unit && value.at.start === value.origin.start;
}
