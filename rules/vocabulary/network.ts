/** Network rules (security groups, network ACLs and their kin) as rules see them, whatever they were written in. */
import type { Subject } from "./subject.js";
import type { TerraformBlock } from "./terraform.js";
import type { Dict, Located, Place, Value } from "./value.js";

/**
 * One rule in one direction: `ingress {}` of a group, aws_security_group_rule, aws_vpc_security_group_*_rule, a rule argument of a
 * security-group module, an NSG rule, a GCP firewall allow, a network ACL entry.
 */
export interface NetworkRule extends Subject {
  readonly cloud: "aws" | "azure" | "google";
  readonly direction: "ingress" | "egress";
  readonly allow: boolean | undefined;
  /** The block that holds the rule. */
  readonly owner: TerraformBlock;
  /** The rule's own body: the nested block's, or the owner's. */
  readonly body: Dict;
  /** Place of the rule: nested block or owner. */
  readonly place: Place;
  /** `tcp`, `udp`, `icmp`, `all` or a protocol number as text; undefined when unknown. */
  readonly protocol: string | undefined;
  readonly protocolAt: Located;
  /** Inclusive ranges; all ports are 0-65535; undefined when unknown. Empty for protocols without ports. */
  readonly ports: readonly PortRange[] | undefined;
  readonly portsAt: Located;
  /** Address peers: literal CIDRs, service tags, `*`. Prefix lists of the workspace are expanded; such an address stands at its list's reference. */
  readonly addresses: readonly Value[];
  /** References to groups, prefix lists, tags, identities. */
  readonly groups: readonly Value[];
  readonly self: boolean | undefined;
  readonly description: Value | undefined;
  /** False when peers may be missing from view. */
  readonly complete: boolean;
  /** The group or ACL that a standalone rule is part of, as written; undefined when it is the owner itself. */
  readonly target?: Value;
  /** Place of an ACL entry in its list, lowest first; undefined when unknown or unordered. */
  readonly order?: number;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Things of one kind that were found, and whether that is all there are. */
export interface Found<T> {
  readonly found: readonly T[];
  readonly complete: boolean;
}

/** One step of a path from the internet to a workload, for related information. */
export interface Step {
  readonly at: Place;
  readonly what: string;
}

/** Questions about the network around a block. */
export interface NetworkProject {
  /** The rules of a security group or network ACL, in every spelling. */
  rules(owner: TerraformBlock): Found<NetworkRule>;
  /** The group or ACL that a rule is part of, if it is in the workspace. */
  ownerOf(rule: NetworkRule): TerraformBlock | undefined;
  /** Blocks that wear a security group: instances, load balancers, databases, interfaces. */
  wearers(group: TerraformBlock): Found<TerraformBlock>;
  /**
   * The proof that the internet reaches a workload: public address, route to an internet gateway, a group that lets it in, nothing
   * that is known to stop it. undefined when one link is missing or unknown.
   */
  exposure(workload: TerraformBlock): readonly Step[] | undefined;
}

export interface NetworkSubjects {
  /** `of` picks by cloud and direction: `aws.ingress`, `azure.egress`; network ACL entries are `aws.acl.ingress`, `aws.acl.egress`. */
  "network.rule": NetworkRule;
}
