/** CloudFront origins that may be called with withdrawn versions of TLS. */
import { rule } from "../api.js";
import { dicts, get, items, text } from "../lib/value.js";

export default rule({
  id: "transit/old-origin-protocol",
  title: "Old TLS towards the origin",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_cloudfront_distribution"],
  refs: ["checkov:CKV2_AWS_54"],

  *check(distribution) {
    for (const origin of dicts(get(distribution.body, "origin"))) {
      const protocols = get(origin, "custom_origin_config.origin_ssl_protocols");
      const old = items(protocols).filter((it) => ["SSLv3", "TLSv1", "TLSv1.1"].includes(text(it) ?? ""));
      const [first] = old;
      if (protocols === undefined || first === undefined) continue;
      yield {
        at: first,
        what: `\`${text(first)}\` lets somebody between the edge and the origin force a version with known weaknesses`,
        fix: { title: "Call the origin with TLS 1.2 only", edit: (it) => it.replace(protocols, ["TLSv1.2"]) },
      };
    }
  },
});
