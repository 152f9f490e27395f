/** AWS network rules: every spelling of a security group rule and of a network ACL entry, as one model. */
import type { Dict, NetworkRule, PortRange, TerraformBlock, TerraformProject, Text, Value } from "../../../rules/api.js";
import { hasHostBits } from "../../../rules/lib/network.js";
import { dicts, entry, flag, get, items, number, reference, text } from "../../../rules/lib/value.js";

type Direction = NetworkRule["direction"];

export const everyPort: PortRange = { from: 0, to: 65535 };

export function awsRules(block: TerraformBlock, project: TerraformProject): readonly NetworkRule[] {
  const { body, type } = block;
  if (block.mode === "module") return moduleRules(block);
  switch (type) {
    case "aws_security_group":
    case "aws_default_security_group":
      return directions.flatMap((direction) => dicts(get(body, direction)).map((it) => groupRule(block, it, direction, project)));
    case "aws_security_group_rule": {
      const direction = text(get(body, "type"));
      return direction === "ingress" || direction === "egress" ? [groupRule(block, body, direction, project)] : [];
    }
    case "aws_vpc_security_group_ingress_rule":
      return [groupRule(block, body, "ingress", project)];
    case "aws_vpc_security_group_egress_rule":
      return [groupRule(block, body, "egress", project)];
    case "aws_network_acl":
    case "aws_default_network_acl":
      return directions.flatMap((direction) => dicts(get(body, direction)).map((it) => aclEntry(block, it, direction)));
    case "aws_network_acl_rule": {
      const egress = get(body, "egress");
      const known = egress === undefined ? false : flag(egress);
      return known === undefined ? [] : [aclEntry(block, body, known ? "egress" : "ingress")];
    }
    default:
      return [];
  }
}

const directions: readonly Direction[] = ["ingress", "egress"];

/** What every spelling of a rule has: where it stands, and where its protocol and ports do. */
function written(
  owner: TerraformBlock,
  body: Dict,
  direction: Direction,
): Pick<NetworkRule, "at" | "full" | "label" | "owner" | "body" | "place" | "cloud" | "direction" | "protocolAt" | "portsAt"> {
  return {
    at: body.at,
    full: owner.full,
    label: owner.label,
    owner,
    body,
    place: body.at,
    cloud: "aws",
    direction,
    protocolAt: protocolOf(body) ?? body,
    portsAt: get(body, "from_port") ?? body,
  };
}

/** Rules of VPC groups that stand for themselves say `ip_protocol`, all others `protocol`. */
function protocolOf(body: Dict): Value | undefined {
  return get(body, "protocol") ?? get(body, "ip_protocol");
}

/** One rule of a security group, from any body that has the provider's argument names. */
function groupRule(owner: TerraformBlock, body: Dict, direction: Direction, project: TerraformProject): NetworkRule {
  const protocol = protocolName(text(protocolOf(body)));
  const addresses = ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"].map((it) => get(body, it));
  const lists = ["prefix_list_ids", "prefix_list_id"].flatMap((it) => items(get(body, it)));
  const expanded = lists.map((it) => prefixes(it, owner, project));
  const groups = ["security_groups", "source_security_group_id", "referenced_security_group_id"].map((it) => get(body, it));
  const target = get(body, "security_group_id");
  return {
    ...written(owner, body, direction),
    allow: true,
    protocol,
    ports: portsIn(body, protocol),
    addresses: [...addresses.flatMap(items), ...expanded.flatMap((it) => it ?? [])].filter(isAccepted),
    groups: [...groups.flatMap(items), ...lists.filter((_, index) => expanded[index] === undefined)],
    self: get(body, "self") === undefined ? false : flag(get(body, "self")),
    description: get(body, "description"),
    complete: body.complete && [...addresses, ...groups].every(inView) && lists.every(inView),
    ...(target && owner.type !== "aws_security_group" ? { target } : {}),
  };
}

/** Whether AWS takes an address at all. */
function isAccepted(address: Value): boolean {
  return !hasHostBits(text(address) ?? "");
}

/** Whether every peer of an argument is written: a known value, or a reference to a thing that has a name. */
function inView(value: Value | undefined): boolean {
  if (value === undefined) return true;
  if (value.kind === "list") return value.complete && value.items.every(inView);
  return value.kind !== "unknown" || reference(value) !== undefined;
}

/** The entries of a prefix list that the workspace manages, standing where the list is named; undefined for any other list. */
function prefixes(list: Value, owner: TerraformBlock, project: TerraformProject): readonly Value[] | undefined {
  const named = reference(list);
  const found = named && project.resolve(named, owner);
  if (found?.type !== "aws_ec2_managed_prefix_list") return undefined;
  const inside = dicts(get(found.body, "entry")).map((it) => get(it, "cidr"));
  const apart = project.satellites(found, "aws_ec2_managed_prefix_list_entry", "prefix_list_id").found.map((it) => get(it.body, "cidr"));
  return [...inside, ...apart].flatMap((it) => (it?.kind === "text" ? [{ ...it, at: list.at, origin: list.origin }] : []));
}

/** A network ACL entry; its action and number decide together with its neighbours. */
function aclEntry(owner: TerraformBlock, body: Dict, direction: Direction): NetworkRule {
  const protocol = protocolName(text(protocolOf(body)));
  const action = (text(get(body, "action")) ?? text(get(body, "rule_action")))?.toLowerCase();
  const addresses = ["cidr_block", "ipv6_cidr_block"].map((it) => get(body, it));
  const order = number(get(body, "rule_no") ?? get(body, "rule_number"));
  const target = get(body, "network_acl_id");
  return {
    ...written(owner, body, direction),
    allow: action === "allow" ? true : action === "deny" ? false : undefined,
    protocol,
    ports: portsIn(body, protocol),
    addresses: addresses.flatMap(items).filter(isAccepted),
    groups: [],
    self: false,
    description: undefined,
    complete: body.complete && addresses.every(inView),
    ...(target && owner.type === "aws_network_acl_rule" ? { target } : {}),
    ...(order === undefined ? {} : { order }),
  };
}

function portsIn(body: Dict, protocol: string | undefined): readonly PortRange[] | undefined {
  return portsOf(protocol, number(get(body, "from_port")), number(get(body, "to_port")));
}

function portsOf(protocol: string | undefined, from: number | undefined, to: number | undefined): readonly PortRange[] | undefined {
  if (protocol === "all") return [everyPort];
  if (protocol === undefined) return undefined;
  if (protocol !== "tcp" && protocol !== "udp") return [];
  return from === undefined || to === undefined ? undefined : [{ from, to }];
}

export function protocolName(written: string | undefined): string | undefined {
  const it = written?.toLowerCase();
  return it === "-1" || it === "all" || it === "*" ? "all" : it === "6" ? "tcp" : it === "17" ? "udp" : it;
}

/**
 * The literal rules of a call of terraform-aws-modules/security-group: `ingress_with_cidr_blocks` and its IPv6 and egress kin (addresses as one
 * comma-separated string), and `ingress_rules` by their well-known names against `ingress_cidr_blocks`.
 */
function moduleRules(call: TerraformBlock): readonly NetworkRule[] {
  const source = text(get(call.body, "source")) ?? "";
  if (!/terraform-aws-modules\/(?:terraform-aws-)?security-group/.test(source)) return [];
  return directions.flatMap((direction) => [
    ...["cidr_blocks", "ipv6_cidr_blocks"].flatMap((kind) =>
      dicts(get(call.body, `${direction}_with_${kind}`)).flatMap((it) => {
        const addresses = get(it, kind) ?? get(call.body, `${direction}_${kind}`);
        const name = text(get(it, "rule"));
        const known = name === undefined ? undefined : namedRules.get(name);
        if (name !== undefined && known === undefined) return [];
        const protocol = known?.protocol ?? protocolName(text(get(it, "protocol")));
        const ports = portsOf(protocol, known?.from ?? number(get(it, "from_port")), known?.to ?? number(get(it, "to_port")));
        return [moduleRule(call, it, direction, protocol, ports, items(addresses).flatMap(pieces))];
      }),
    ),
    ...[...items(get(call.body, `${direction}_rules`)).map((it) => text(it)), ...(direction === "ingress" ? presets(source) : [])].flatMap(
      (it) => {
        const known = namedRules.get(it ?? "");
        const lists = ["cidr_blocks", "ipv6_cidr_blocks"].map((kind) => get(call.body, `${direction}_${kind}`));
        // An absent list of egress addresses means the whole internet; what is written is judged, what is not stays silent.
        const addresses = lists.flatMap(items).flatMap(pieces);
        return known && addresses.length > 0
          ? [moduleRule(call, call.body, direction, known.protocol, portsOf(known.protocol, known.from, known.to), addresses)]
          : [];
      },
    ),
  ]);
}

function moduleRule(
  owner: TerraformBlock,
  body: Dict,
  direction: Direction,
  protocol: string | undefined,
  ports: readonly PortRange[] | undefined,
  addresses: readonly Value[],
): NetworkRule {
  return {
    ...written(owner, body, direction),
    allow: true,
    protocol,
    ports,
    addresses,
    groups: [],
    self: false,
    description: get(body, "description"),
    complete: false,
  };
}

/** `10.0.0.0/8,0.0.0.0/0` as its addresses, all standing where the text stands. */
function pieces(value: Value): readonly Value[] {
  if (value.kind !== "text" || !value.known.includes(",")) return [value];
  return value.known.split(",").map((it): Text => ({ kind: "text", known: it.trim(), at: value.at, origin: value.origin }));
}

/** The rules that a submodule (`.../aws//modules/ssh`) brings for its callers' addresses. */
function presets(source: string): readonly string[] {
  const name = /\/\/modules\/([\w-]+)/.exec(source)?.[1] ?? "";
  if (name === "web") return ["http-80-tcp", "http-8080-tcp", "https-443-tcp"];
  return [`${name}-tcp`, `${name}-80-tcp`, `${name}-443-tcp`, `${name}-27017-tcp`, `${name}-db-tcp`]
    .filter((it) => namedRules.has(it))
    .slice(0, 1);
}

interface NamedRule {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

/** The module's well-known rules that open an administration or data port, the web, or everything. */
const namedRules: ReadonlyMap<string, NamedRule> = new Map(
  (
    [
      ["all-all", "all", 0, 65535],
      ["all-tcp", "tcp", 0, 65535],
      ["all-udp", "udp", 0, 65535],
      ["ssh-tcp", "tcp", 22, 22],
      ["rdp-tcp", "tcp", 3389, 3389],
      ["winrm-http-tcp", "tcp", 5985, 5985],
      ["winrm-https-tcp", "tcp", 5986, 5986],
      ["kubernetes-api-tcp", "tcp", 6443, 6443],
      ["docker-swarm-mngmt-tcp", "tcp", 2377, 2377],
      ["http-80-tcp", "tcp", 80, 80],
      ["http-8080-tcp", "tcp", 8080, 8080],
      ["https-443-tcp", "tcp", 443, 443],
      ["https-8443-tcp", "tcp", 8443, 8443],
      ["postgresql-tcp", "tcp", 5432, 5432],
      ["mysql-tcp", "tcp", 3306, 3306],
      ["mssql-tcp", "tcp", 1433, 1433],
      ["oracle-db-tcp", "tcp", 1521, 1521],
      ["redshift-tcp", "tcp", 5439, 5439],
      ["redis-tcp", "tcp", 6379, 6379],
      ["memcached-tcp", "tcp", 11211, 11211],
      ["mongodb-27017-tcp", "tcp", 27017, 27017],
      ["elasticsearch-rest-tcp", "tcp", 9200, 9200],
      ["elasticsearch-java-tcp", "tcp", 9300, 9300],
      ["kafka-broker-tcp", "tcp", 9092, 9092],
      ["kafka-broker-tls-tcp", "tcp", 9094, 9094],
      ["nfs-tcp", "tcp", 2049, 2049],
    ] satisfies readonly (readonly [string, string, number, number])[]
  ).map(([name, protocol, from, to]) => [name, { protocol, from, to }]),
);

/** Whether a group's or ACL's block writes rules of a direction inline: known rules, none, or undefined when it cannot be told. */
export function hasInline(block: TerraformBlock, direction: Direction): boolean | undefined {
  const written = entry(block.body, direction)?.value;
  if (written === undefined) return block.body.complete ? false : undefined;
  if (written.kind === "null") return false;
  if (written.kind !== "list") return undefined;
  return written.items.length > 0 ? true : written.complete ? false : undefined;
}

/** The names by which resources wear security groups. */
export function wornGroups(block: TerraformBlock): readonly Value[] {
  return wearing.flatMap((path) => items(get(block.body, path)));
}

export const wearing: readonly string[] = [
  "vpc_security_group_ids",
  "security_group_ids",
  "security_groups",
  "vpc_config.security_group_ids",
  "vpc_options.security_group_ids",
  "network_configuration.security_groups",
  "network_interfaces.security_groups",
  "broker_node_group_info.security_groups",
];
