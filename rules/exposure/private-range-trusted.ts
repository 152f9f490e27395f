/** Rules that let a whole private network in. */
import { type NetworkRule, type Project, rule, type Value } from "../api.js";
import { adminPortsIn, dataPortsIn, isPrivate, parseCidr, portsText, widePorts } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "exposure/private-range-trusted",
  title: "Whole private network trusted",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "review",
  on: "network.rule",
  of: ["aws.ingress"],
  refs: [],

  *check(network, project) {
    const { ports } = network;
    if (network.allow !== true || ports === undefined || ports.length === 0) return;
    const sensitive = widePorts(ports) || adminPortsIn(ports).length > 0 || dataPortsIn(ports).length > 0;
    for (const it of network.addresses) {
      const trusted = trust(it, network, project);
      if (trusted === undefined || (trusted !== "a private range" && !sensitive)) continue;
      yield {
        at: it,
        what: `${text(it) === undefined ? "The address range of the VPC" : `\`${text(it)}\``} lets ${trusted === "a private range" ? "every network inside, connected ones too," : trusted} reach ${portsText(ports)}: being inside is no identity`,
        fix: () => narrowings(network, [it], project),
      };
    }
  },
});

/** What an address trusts: `a private range` of many networks, or one network as a whole; undefined for less than that. */
function trust(address: Value, network: NetworkRule, project: Project): string | undefined {
  const named = reference(address);
  if (named) return /^data\.aws_vpc\./.test(named.address) && named.attribute[0] === "cidr_block" ? "everything in it" : undefined;
  const known = text(address);
  const cidr = parseCidr(known ?? "");
  if (cidr === undefined || cidr.version !== 4 || !isPrivate(cidr)) return undefined;
  if (cidr.length <= 12) return "a private range";
  const vpc = project.terraform.blocks(network.owner, "aws_vpc").some((it) => text(get(it.body, "cidr_block")) === known);
  return vpc || cidr.length <= 16 ? "a whole network" : undefined;
}
