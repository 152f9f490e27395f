/** RAM shares that accounts outside the organisation may join. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "perimeter/external-resource-share",
  title: "Resource share open to other organisations",
  pillar: "networks",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ram_resource_share"],
  refs: [],

  *check(share) {
    const external = get(share.body, "allow_external_principals");
    if (external === undefined || flag(external) !== true) return;
    yield {
      at: external,
      what: "Accounts of other organisations may be added to this share: subnets, gateways or keys leave the perimeter unnoticed",
      fix: { title: "Keep it inside the organisation", edit: (it) => it.replace(external, false) },
    };
  },
});
