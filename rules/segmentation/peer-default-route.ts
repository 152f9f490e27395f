/** Routes that send everything, the internet included, into a peered network. */
import { code, type Dict, rule } from "../api.js";
import { declareVariable } from "../lib/network-fix.js";
import { dicts, get, isEmpty, text } from "../lib/value.js";

export default rule({
  id: "segmentation/peer-default-route",
  title: "Everything routed to a peered network",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_route", "aws_route_table", "aws_default_route_table"],
  refs: ["checkov:CKV2_AWS_44", "kics:VPC Peering Route Table with Unrestricted CIDR"],

  *check(block, project) {
    const routes: readonly Dict[] = /route_table$/.test(block.type) ? dicts(get(block.body, "route")) : [block.body];
    for (const route of routes) {
      const peer = get(route, "vpc_peering_connection_id");
      const target = ["destination_cidr_block", "cidr_block", "destination_ipv6_cidr_block", "ipv6_cidr_block"]
        .map((it) => get(route, it))
        .find((it) => ["0.0.0.0/0", "::/0"].includes(text(it) ?? ""));
      if (peer === undefined || isEmpty(peer) || target === undefined || (peer.kind === "unknown" && !hasName(peer.parts))) continue;
      yield {
        at: target,
        what: `\`${text(target)}\` hands every packet without a nearer route to the other network: it sees all of them, and is reachable as a whole`,
        fix:
          target.at.unit === target.origin.unit && target.at.start === target.origin.start
            ? {
                title: "Route only the range of a variable, `peer_cidr`",
                edit: (it) => {
                  it.replace(target.at, code("var.peer_cidr"));
                  declareVariable(block, project, "peer_cidr", "string", "Range of the tier that is called in the peered network.", it);
                },
              }
            : undefined,
      };
    }
  },
});

/** Whether an unknown is a reference to a thing, as opposed to a value that may be null. */
function hasName(parts: readonly (string | { readonly reference?: unknown })[]): boolean {
  return parts.some((it) => typeof it !== "string" && it.reference !== undefined);
}
