/** CloudFront behaviours that answer plain HTTP. */
import { rule } from "../api.js";
import { dicts, get, text } from "../lib/value.js";

export default rule({
  id: "transit/plaintext-viewer",
  title: "CloudFront answers plain HTTP",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_cloudfront_distribution"],
  refs: [
    "checkov:CKV_AWS_34",
    "trivy:AWS-0012",
    "tfsec:aws-cloudfront-enforce-https",
    "kics:CloudFront Viewer Protocol Policy Allows HTTP",
  ],

  *check(distribution) {
    for (const behaviour of ["default_cache_behavior", "ordered_cache_behavior"].flatMap((it) => dicts(get(distribution.body, it)))) {
      const policy = get(behaviour, "viewer_protocol_policy");
      if (policy === undefined || text(policy) !== "allow-all") continue;
      yield {
        at: policy,
        what: "`allow-all` answers plain HTTP: whoever sits between the viewer and the edge reads and changes what is sent",
        fix: { title: "Redirect viewers to HTTPS", edit: (it) => it.replace(policy, "redirect-to-https") },
      };
    }
  },
});
