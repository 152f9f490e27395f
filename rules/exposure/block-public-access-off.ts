/** VPC Block Public Access switched off, or an exclusion that opens both ways. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "exposure/block-public-access-off",
  title: "VPC Block Public Access off",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_vpc_block_public_access_options", "aws_vpc_block_public_access_exclusion"],
  refs: [],

  *check(block) {
    const mode = get(block.body, "internet_gateway_block_mode");
    if (mode && text(mode) === "off")
      yield {
        at: mode,
        what: "Internet gateways of this region let everything through that a route and a group allow: nothing refuses for the account as a whole",
        fix: { title: "Block what comes in from the internet", edit: (it) => it.replace(mode, "block-ingress") },
      };
    const exclusion = get(block.body, "internet_gateway_exclusion_mode");
    if (exclusion && text(exclusion) === "allow-bidirectional")
      yield {
        at: exclusion,
        what: "The exclusion lets the internet in as well as out",
        fix: { title: "Exclude only what goes out", edit: (it) => it.replace(exclusion, "allow-egress") },
      };
  },
});
