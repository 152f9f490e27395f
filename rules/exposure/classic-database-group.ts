/** Database groups of EC2-Classic that let the internet in. */
import { rule } from "../api.js";
import { worldAddresses } from "../lib/network.js";
import { dicts, get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/classic-database-group",
  title: "Classic database group open to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_db_security_group", "aws_redshift_security_group", "aws_elasticache_security_group"],
  refs: ["kics:DB Security Group With Public Scope", "kics:DB Security Group Open To Large Scope"],

  *check(group) {
    for (const ingress of dicts(get(group.body, "ingress")))
      for (const open of worldAddresses(items(get(ingress, "cidr"))))
        yield {
          at: open,
          what: `\`${text(open)}\` reaches the database: only a password stands between the data and the internet`,
          fix: { title: "Remove the rule", edit: (it) => it.remove(ingress.at) },
        };
  },
});
