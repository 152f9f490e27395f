/** Network rules of the workspace: the spellings of AWS security groups and NACLs, Azure NSG rules and Google firewalls, as one model. */
import type {
  Dict,
  Found,
  Located,
  NetworkProject,
  NetworkRule,
  PortRange,
  Reference,
  TerraformBlock,
  TerraformProject,
  Value,
} from "../../../rules/api.js";
import { dicts, get, isComplete, isUnwritten, items, reference, references, text } from "../../../rules/lib/value.js";
import { type Graph, push, sameItems } from "../../incremental.js";
import type { Terraform } from "../../terraform/index.js";
import { awsRules, everyPort, protocolName, wornGroups } from "./aws.js";
import { exposurePath } from "./path.js";

export interface Exposure {
  /** All of one unit, in text order. */
  rules(unit: string): readonly NetworkRule[];
  readonly project: NetworkProject;
}

type Direction = NetworkRule["direction"];

export function createExposure(graph: Graph, terraform: Terraform): Exposure {
  const { project } = terraform;
  const rules = graph.query<readonly NetworkRule[]>("networkRules", (unit) =>
    terraform.blocksIn(unit).flatMap((it) => rulesOf(it, project)),
  );

  /** The rules that a block says itself, made once for all who ask. */
  const own = (block: TerraformBlock): readonly NetworkRule[] => rules(block.full.unit).filter((it) => it.owner === block);

  /** Standalone rules of one root by the group or ACL that they name; under `""` those whose group nobody can tell. */
  const standalone = graph.query<ReadonlyMap<string, readonly NetworkRule[]>>("standaloneRules", (root) => {
    const found = new Map<string, NetworkRule[]>();
    for (const block of terraform.inRoot(root, ...standaloneTypes))
      for (const rule of own(block)) {
        const named = reference(rule.target);
        if (rule.target?.kind === "text") continue;
        push(found, named ? keyOf(named) : "", rule);
      }
    return found;
  });
  const standaloneOf = graph.query<readonly NetworkRule[]>(
    "standaloneOf",
    (key) => {
      const cut = key.indexOf("##");
      return standalone(key.slice(0, cut)).get(key.slice(cut + 2)) ?? [];
    },
    { equal: sameItems },
  );

  /** Blocks of one root by the groups that they wear; under `""` those that wear something nobody can tell. */
  const worn = graph.query<ReadonlyMap<string, readonly TerraformBlock[]>>("wornGroups", (root) => {
    const found = new Map<string, TerraformBlock[]>();
    for (const block of terraform.inRoot(root, ...wearerTypes)) {
      const groups = block.type === "aws_network_interface_sg_attachment" ? items(get(block.body, "security_group_id")) : wornGroups(block);
      for (const key of new Set(groups.flatMap(keysOf))) push(found, key, block);
    }
    return found;
  });
  const wornBy = graph.query<readonly TerraformBlock[]>(
    "wornBy",
    (key) => {
      const cut = key.indexOf("##");
      return worn(key.slice(0, cut)).get(key.slice(cut + 2)) ?? [];
    },
    { equal: sameItems },
  );

  const rulesOfOwner = (owner: TerraformBlock): Found<NetworkRule> => {
    const apart = standaloneOf(`${owner.root}##${keyOf(owner)}`).filter((it) => sameKey(reference(it.target), owner));
    const inline = (["ingress", "egress"] as const).every((it) => isComplete(get(owner.body, it)));
    return {
      found: [...own(owner).filter((it) => it.cloud === "aws"), ...apart],
      complete: owner.certain && owner.body.complete && inline && standaloneOf(`${owner.root}##`).length === 0,
    };
  };
  const network: NetworkProject = {
    rules: rulesOfOwner,
    ownerOf: (rule) => {
      if (rule.target === undefined) return rule.owner;
      const named = reference(rule.target);
      return named && project.resolve(named, rule.owner);
    },
    wearers: (group) => ({
      found: wornBy(`${group.root}##${keyOf(group)}`),
      complete: group.certain && wornBy(`${group.root}##`).length === 0,
    }),
    exposure: (workload) => exposurePath(workload, project, rulesOfOwner),
  };
  return { rules, project: network };
}

const standaloneTypes: readonly string[] = [
  "aws_security_group_rule",
  "aws_vpc_security_group_ingress_rule",
  "aws_vpc_security_group_egress_rule",
  "aws_network_acl_rule",
];

const wearerTypes: readonly string[] = [
  "aws_instance",
  "aws_spot_instance_request",
  "aws_launch_template",
  "aws_launch_configuration",
  "aws_network_interface",
  "aws_network_interface_sg_attachment",
  "aws_lb",
  "aws_alb",
  "aws_elb",
  "aws_ecs_service",
  "aws_lambda_function",
  "aws_eks_cluster",
  "aws_eks_node_group",
  "aws_db_instance",
  "aws_rds_cluster",
  "aws_db_proxy",
  "aws_docdb_cluster",
  "aws_neptune_cluster",
  "aws_redshift_cluster",
  "aws_elasticache_cluster",
  "aws_elasticache_replication_group",
  "aws_memorydb_cluster",
  "aws_opensearch_domain",
  "aws_elasticsearch_domain",
  "aws_msk_cluster",
  "aws_mq_broker",
  "aws_dax_cluster",
  "aws_efs_mount_target",
  "aws_vpc_endpoint",
  "aws_verifiedaccess_endpoint",
  "aws_codebuild_project",
  "aws_sagemaker_notebook_instance",
  "aws_ec2_client_vpn_endpoint",
  "aws_ec2_instance_connect_endpoint",
  "aws_batch_compute_environment",
  "aws_apigatewayv2_vpc_link",
  "aws_apprunner_vpc_connector",
];

function keyOf(it: { readonly scope: string; readonly address: string }): string {
  return `${it.scope}|${it.address}`;
}

/** The groups that a value names; `""` when it may name any. */
function keysOf(value: Value): readonly string[] {
  const named = references(value);
  if (named.length > 0) return named.map(keyOf);
  return value.kind === "unknown" && !isUnwritten(value) ? [""] : [];
}

function sameKey(named: Reference | undefined, block: TerraformBlock): boolean {
  return named !== undefined && (named.key === undefined || block.key === undefined || named.key === block.key);
}

function rulesOf(block: TerraformBlock, project: TerraformProject): readonly NetworkRule[] {
  if (block.mode !== "resource") return block.mode === "module" ? awsRules(block, project) : [];
  const { type } = block;
  if (!/_security_(?:group|rule)|_network_acl|google_compute_firewall/.test(type)) return [];
  const { body } = block;
  switch (type) {
    case "azurerm_network_security_rule":
      return azureRule(block, body);
    case "azurerm_network_security_group":
      return dicts(get(body, "security_rule")).flatMap((it) => azureRule(block, it));
    case "google_compute_firewall":
      return googleRules(block);
    default:
      return awsRules(block, project);
  }
}

function base(
  owner: TerraformBlock,
  body: Dict,
): { at: NetworkRule["at"]; full: NetworkRule["full"]; label: string; owner: TerraformBlock; body: Dict; place: NetworkRule["at"] } {
  return { at: body.at, full: owner.full, label: owner.label, owner, body, place: body.at };
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
