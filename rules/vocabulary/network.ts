/** Network rules (security groups and their kin) as rules see them, whatever they were written in. */
import type { Subject } from "./subject.js";
import type { TerraformBlock } from "./terraform.js";
import type { Dict, Located, Place, Value } from "./value.js";

/** One allow rule in one direction: `ingress {}` of a group, aws_security_group_rule, aws_vpc_security_group_*_rule, an NSG rule, a GCP firewall allow, a NACL entry. */
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
  /** Address peers: literal CIDRs, service tags, `*`. */
  readonly addresses: readonly Value[];
  /** References to groups, prefix lists, tags, identities. */
  readonly groups: readonly Value[];
  readonly self: boolean | undefined;
  readonly description: Value | undefined;
  /** False when peers may be missing from view. */
  readonly complete: boolean;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export interface NetworkSubjects {
  "network.rule": NetworkRule;
}
