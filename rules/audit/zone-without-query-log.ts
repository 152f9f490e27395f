/** Public DNS zones whose queries nobody records. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "audit/zone-without-query-log",
  title: "Public zone without a query log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_route53_zone"],
  refs: ["checkov:CKV2_AWS_39", "kics:CloudWatch Logging Disabled", "fsbp:Route53.2"],

  *check(zone, project) {
    // A zone with a VPC is private, and its queries are logged by the resolver.
    if (get(zone.body, "vpc") !== undefined) return;
    const logs = project.terraform.satellites(zone, "aws_route53_query_log", "zone_id");
    const association = project.terraform.satellites(zone, "aws_route53_zone_association", "zone_id");
    if (logs.found.length > 0 || !logs.complete || association.found.length > 0 || !association.complete) return;
    yield { at: zone, what: "Queries for this zone are not recorded: enumeration and takeover of its names go unseen" };
  },
});
