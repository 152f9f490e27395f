/** Public DNS zones whose answers nobody can verify. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "trust/zone-unsigned",
  title: "Public zone without signatures",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_route53_zone"],
  refs: ["checkov:CKV2_AWS_38"],

  *check(zone, project) {
    // Private zones cannot be signed.
    if (get(zone.body, "vpc") !== undefined) return;
    const links = [
      project.terraform.satellites(zone, "aws_route53_hosted_zone_dnssec", "hosted_zone_id"),
      project.terraform.satellites(zone, "aws_route53_key_signing_key", "hosted_zone_id"),
      project.terraform.satellites(zone, "aws_route53_zone_association", "zone_id"),
    ];
    if (links.some((it) => it.found.length > 0 || !it.complete)) return;
    yield { at: zone, what: "Answers for this zone carry no signature: whoever is on the way may send visitors, and mail, elsewhere" };
  },
});
