/** Routes into a peered network that are wider than one tier of it. */
import { code, type Dict, rule, type Value } from "../api.js";
import { isPrivate, parseCidr } from "../lib/network.js";
import { declareVariable } from "../lib/network-fix.js";
import { dicts, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/peer-route-too-wide",
  title: "Route to a whole peered network",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_route", "aws_route_table", "aws_default_route_table", "aws_ec2_transit_gateway_route"],
  refs: [],

  *check(block, project) {
    const routes: readonly Dict[] = /route_table$/.test(block.type) ? dicts(get(block.body, "route")) : [block.body];
    for (const route of routes) {
      const peer = ["vpc_peering_connection_id", "transit_gateway_id", "transit_gateway_attachment_id"].find(
        (it) => text(get(route, it)) !== undefined || isReference(get(route, it)),
      );
      const target = get(route, "destination_cidr_block") ?? get(route, "cidr_block");
      if (peer === undefined || target === undefined || !isWide(target)) continue;
      const name = "peer_cidr";
      yield {
        at: target,
        what: `\`${text(target)}\` makes the whole other network a neighbour: only security groups keep its workloads apart from these`,
        fix:
          target.at.unit === target.origin.unit && target.at.start === target.origin.start
            ? {
                title: `Route only the range of a variable, \`${name}\``,
                edit: (it) => {
                  it.replace(target.at, code(`var.${name}`));
                  declareVariable(block, project, name, "string", "Range of the tier that is called in the peered network.", it);
                },
              }
            : undefined,
      };
    }
  },
});

function isReference(value: Value | undefined): boolean {
  return value?.kind === "unknown" && value.parts.some((it) => typeof it !== "string" && it.reference !== undefined);
}

/** A private range of at least a /16. */
function isWide(target: Value): boolean {
  const cidr = parseCidr(text(target) ?? "");
  return cidr !== undefined && cidr.version === 4 && isPrivate(cidr) && cidr.length <= 16;
}
