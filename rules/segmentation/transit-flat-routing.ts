/** Transit gateways on whose default route table every attached network meets every other. */
import { rule, type TerraformBlock } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/transit-flat-routing",
  title: "Transit gateway joins every network",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ec2_transit_gateway"],
  refs: [],

  *check(gateway, project) {
    const defaults = ["default_route_table_association", "default_route_table_propagation"] as const;
    const joined = defaults.every((it) => {
      const value = get(gateway.body, it);
      return value === undefined || text(value) === "enable";
    });
    if (!joined || !gateway.body.complete) return;
    const attached = project.terraform
      .satellites(gateway, "aws_ec2_transit_gateway_vpc_attachment", "transit_gateway_id")
      .found.filter((it) => it.certain && takesDefaults(it));
    const [first, second] = attached;
    if (first === undefined || second === undefined) return;
    yield {
      at: gateway,
      what: `\`${first.address}\` and \`${second.address}\` share the default route table: every attached network reaches every other`,
      related: attached.slice(0, 3).map((it) => ({ at: it, what: "attached to the default route table" })),
      fix: {
        title: "Attach to no route table by default",
        edit: (it) => {
          for (const name of defaults) it.set(gateway.body, name, "disable");
        },
      },
    };
  },
});

function takesDefaults(attachment: TerraformBlock): boolean {
  return ["transit_gateway_default_route_table_association", "transit_gateway_default_route_table_propagation"].every((it) => {
    const value = get(attachment.body, it);
    return value === undefined || flag(value) === true;
  });
}
