/** CloudFront origins and API integrations that are called over plain HTTP. */
import { rule } from "../api.js";
import { dicts, flag, get, pieces, text } from "../lib/value.js";

export default rule({
  id: "transit/plaintext-origin",
  title: "Origin called over plain HTTP",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_cloudfront_distribution", "aws_api_gateway_integration", "aws_apigatewayv2_integration"],
  refs: ["checkov:CKV2_AWS_72", "kics:CloudFront Origin HTTPS Traffic Disabled"],

  *check(block) {
    const enabled = get(block.body, "enabled");
    if (enabled !== undefined && flag(enabled) !== true && block.type === "aws_cloudfront_distribution") return;
    const plainViewers = ["default_cache_behavior", "ordered_cache_behavior"]
      .flatMap((it) => dicts(get(block.body, it)))
      .some((it) => text(get(it, "viewer_protocol_policy")) === "allow-all");
    for (const origin of dicts(get(block.body, "origin"))) {
      const policy = get(origin, "custom_origin_config.origin_protocol_policy");
      const known = text(policy);
      if (policy === undefined || (known !== "http-only" && !(known === "match-viewer" && plainViewers))) continue;
      yield {
        at: policy,
        what:
          known === "http-only"
            ? "CloudFront calls the origin over plain HTTP: HTTPS ends at the edge, and the rest of the way is readable"
            : "CloudFront calls the origin over plain HTTP whenever the viewer did: the origin never insists on HTTPS",
        fix: { title: "Call the origin over HTTPS", edit: (it) => it.replace(policy, "https-only") },
      };
    }
    const uri = get(block.body, "uri") ?? get(block.body, "integration_uri");
    const linked = get(block.body, "connection_type") !== undefined;
    if (uri && !linked && /^http:\/\//i.test(pieces(uri)?.[0] ?? "") && !/^http:\/\/(?:localhost|127\.)/i.test(pieces(uri)?.[0] ?? ""))
      yield {
        at: uri,
        what: "The API calls its backend over plain HTTP across the internet: what TLS protected up to here is readable from here on",
      };
  },
});
