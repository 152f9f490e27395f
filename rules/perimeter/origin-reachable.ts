/** CloudFront origins that take requests from anyone, not only from the distribution. */
import { code, type Dict, type Fix, rule, type TerraformBlock } from "../api.js";
import { dicts, get, references, text } from "../lib/value.js";

export default rule({
  id: "perimeter/origin-reachable",
  title: "Origin reachable past CloudFront",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_cloudfront_distribution"],
  refs: ["checkov:CKV2_AWS_46"],

  *check(distribution) {
    for (const origin of dicts(get(distribution.body, "origin"))) {
      const kind = kindOf(origin);
      if (kind === undefined || !origin.complete || get(origin, "origin_access_control_id") !== undefined) continue;
      if (get(origin, "s3_origin_config.origin_access_identity") !== undefined) continue;
      yield {
        at: origin,
        what: `CloudFront calls this ${kind === "s3" ? "bucket" : "function"} without proving who it is: it has to be open to everyone, and whoever calls it directly goes around what the distribution checks`,
        fix: withControl(distribution, origin, kind),
      };
    }
  },
});

/** `s3` or `lambda` by the attribute that gives the domain; website endpoints cannot be called with a signature. */
function kindOf(origin: Dict): "s3" | "lambda" | undefined {
  const domain = get(origin, "domain_name");
  const named = references(domain).some(
    (it) => it.address.startsWith("aws_s3_bucket.") && /^bucket(?:_regional)?_domain_name$/.test(String(it.attribute[0])),
  );
  if (named || /\.s3[.-][\w.-]*amazonaws\.com$/.test(text(domain) ?? "")) return /website/.test(text(domain) ?? "") ? undefined : "s3";
  return references(domain).some((it) => it.address.startsWith("aws_lambda_function_url.")) ? "lambda" : undefined;
}

function withControl(distribution: TerraformBlock, origin: Dict, kind: "s3" | "lambda"): Fix {
  const name = (text(get(origin, "origin_id")) ?? distribution.name).replace(/[^\w-]+/g, "-");
  const label = /^[A-Za-z_]/.test(name) ? name : `origin-${name}`;
  return {
    title: "Sign CloudFront's requests with an origin access control",
    edit: (it) => {
      it.set(origin, "origin_access_control_id", code(`aws_cloudfront_origin_access_control.${label}.id`));
      it.createBlock(distribution.at, {
        type: "resource",
        labels: ["aws_cloudfront_origin_access_control", label],
        body: { name: label, origin_access_control_origin_type: kind, signing_behavior: "always", signing_protocol: "sigv4" },
      });
    },
  };
}
