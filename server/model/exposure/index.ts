/** Network rules of the workspace: the spellings of AWS security groups and NACLs, Azure NSG rules and Google firewalls, as one model. */
import type { Dict, Located, NetworkRule, PortRange, TerraformBlock, Value } from "../../../rules/api.js";
import { dicts, flag, get, isComplete, items, number, text } from "../../../rules/lib/value.js";
import type { Graph } from "../../incremental.js";
import type { Terraform } from "../../terraform/index.js";

export interface Exposure {
  /** All of one unit, in text order. */
  rules(unit: string): readonly NetworkRule[];
}

type Direction = NetworkRule["direction"];

export function createExposure(graph: Graph, terraform: Terraform): Exposure {
  return { rules: graph.query<readonly NetworkRule[]>("networkRules", (unit) => terraform.blocksIn(unit).flatMap(rulesOf)) };
}

function rulesOf(block: TerraformBlock): readonly NetworkRule[] {
  if (block.mode !== "resource") return [];
  const { body, type } = block;
  switch (type) {
    case "aws_security_group":
    case "aws_default_security_group":
      return directions.flatMap((direction) => dicts(get(body, direction)).map((it) => awsRule(block, it, direction)));
    case "aws_security_group_rule": {
      const direction = text(get(body, "type"));
      return direction === "ingress" || direction === "egress" ? [awsRule(block, body, direction)] : [];
    }
    case "aws_vpc_security_group_ingress_rule":
      return [awsRule(block, body, "ingress")];
    case "aws_vpc_security_group_egress_rule":
      return [awsRule(block, body, "egress")];
    case "azurerm_network_security_rule":
      return azureRule(block, body);
    case "azurerm_network_security_group":
      return dicts(get(body, "security_rule")).flatMap((it) => azureRule(block, it));
    case "google_compute_firewall":
      return googleRules(block);
    default:
      return [];
  }
}

const directions: readonly Direction[] = ["ingress", "egress"];

function awsRule(owner: TerraformBlock, body: Dict, direction: Direction): NetworkRule {
  const protocolValue = get(body, "protocol") ?? get(body, "ip_protocol");
  const protocol = protocolName(text(protocolValue));
  const from = get(body, "from_port");
  const to = get(body, "to_port");
  const addresses = ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"].map((it) => get(body, it));
  const groups = ["security_groups", "source_security_group_id", "referenced_security_group_id", "prefix_list_ids", "prefix_list_id"].map(
    (it) => get(body, it),
  );
  return {
    ...base(owner, body),
    cloud: "aws",
    direction,
    allow: true,
    protocol,
    protocolAt: protocolValue ?? body,
    ports:
      protocol === "all"
        ? [everyPort]
        : protocol === undefined
          ? undefined
          : protocol === "tcp" || protocol === "udp" || protocol === "6" || protocol === "17"
            ? range(number(from), number(to))
            : [],
    portsAt: from ?? body,
    addresses: addresses.flatMap(items),
    groups: groups.flatMap(items),
    self: get(body, "self") === undefined ? false : flag(get(body, "self")),
    description: get(body, "description"),
    complete: body.complete && [...addresses, ...groups].every(isComplete),
  };
}

const everyPort: PortRange = { from: 0, to: 65535 };

function base(
  owner: TerraformBlock,
  body: Dict,
): { at: NetworkRule["at"]; full: NetworkRule["full"]; label: string; owner: TerraformBlock; body: Dict; place: NetworkRule["at"] } {
  return { at: body.at, full: owner.full, label: owner.label, owner, body, place: body.at };
}

function protocolName(written: string | undefined): string | undefined {
  const it = written?.toLowerCase();
  return it === "-1" || it === "all" || it === "*" ? "all" : it === "6" ? "tcp" : it === "17" ? "udp" : it;
}

function range(from: number | undefined, to: number | undefined): readonly PortRange[] | undefined {
  return from === undefined || to === undefined ? undefined : [{ from, to }];
}

/** `22`, `8000-8100`, `*`; undefined when some text cannot be read. */
function parsePorts(values: readonly Value[]): readonly PortRange[] | undefined {
  const ranges: PortRange[] = [];
  for (const it of values) {
    const match = /^(?:(\*)|(\d+)(?:-(\d+))?)$/.exec(text(it) ?? "");
    if (!match) return undefined;
    ranges.push(match[1] ? everyPort : { from: Number(match[2]), to: Number(match[3] ?? match[2]) });
  }
  return ranges;
}

function azureRule(owner: TerraformBlock, body: Dict): readonly NetworkRule[] {
  const direction = text(get(body, "direction"))?.toLowerCase();
  if (direction !== "inbound" && direction !== "outbound") return [];
  const side = direction === "inbound" ? "source" : "destination";
  const access = text(get(body, "access"))?.toLowerCase();
  const ports = [get(body, "destination_port_range"), get(body, "destination_port_ranges")];
  const addresses = [get(body, `${side}_address_prefix`), get(body, `${side}_address_prefixes`)];
  const groups = get(body, `${side}_application_security_group_ids`);
  const protocol = get(body, "protocol");
  return [
    {
      ...base(owner, body),
      cloud: "azure",
      direction: direction === "inbound" ? "ingress" : "egress",
      allow: access === undefined ? undefined : access === "allow",
      protocol: protocolName(text(protocol)),
      protocolAt: protocol ?? body,
      // ICMP has no ports, whatever the rule says of them.
      ports: /^icmp/i.test(text(protocol) ?? "") ? [] : parsePorts(ports.flatMap(items)),
      portsAt: firstLocated(ports, body),
      addresses: addresses.flatMap(items),
      groups: items(groups),
      self: false,
      description: get(body, "description"),
      complete: body.complete && [...addresses, groups].every(isComplete),
    },
  ];
}

function googleRules(owner: TerraformBlock): readonly NetworkRule[] {
  const { body } = owner;
  const written = text(get(body, "direction"))?.toUpperCase() ?? (get(body, "direction") === undefined ? "INGRESS" : undefined);
  if (written === undefined) return [];
  const direction: Direction = written === "EGRESS" ? "egress" : "ingress";
  const ranges = get(body, direction === "ingress" ? "source_ranges" : "destination_ranges");
  const groups = ["source_tags", "source_service_accounts"].map((it) => get(body, it));
  return (["allow", "deny"] as const).flatMap((action) =>
    dicts(get(body, action)).map((it): NetworkRule => {
      const protocol = get(it, "protocol");
      const ports = get(it, "ports");
      const name = protocolName(text(protocol));
      return {
        ...base(owner, it),
        at: it.at,
        cloud: "google",
        direction,
        allow: action === "allow",
        protocol: name,
        protocolAt: protocol ?? it,
        ports: ports === undefined ? [everyPort] : parsePorts(items(ports)),
        portsAt: ports ?? it,
        addresses: items(ranges),
        groups: groups.flatMap(items),
        self: false,
        description: get(body, "description"),
        complete: isComplete(ranges) && groups.every(isComplete),
      };
    }),
  );
}

function firstLocated(values: readonly (Value | undefined)[], fallback: Located): Located {
  return values.find((it) => it !== undefined) ?? fallback;
}
