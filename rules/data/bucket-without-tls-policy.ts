/** Buckets without any policy, which answer plain HTTP. */
import { code, rule } from "../api.js";
import { addressOf } from "../lib/companion.js";
import { arns, denial } from "../lib/tls-denial.js";
import { get } from "../lib/value.js";

export default rule({
  id: "data/bucket-without-tls-policy",
  title: "Bucket without a policy that asks for TLS",
  pillar: "data",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket"],
  refs: ["cis-aws-3.0:2.1.1", "fsbp:S3.5"],

  *check(bucket, project) {
    if (get(bucket.body, "policy") !== undefined) return;
    const policies = project.terraform.satellites(bucket, "aws_s3_bucket_policy", "bucket");
    if (policies.found.length > 0 || !policies.complete) return;
    yield {
      at: bucket,
      what: "No policy denies requests without TLS: objects and signatures may travel in the clear",
      fix: {
        title: "Add a policy that denies requests without TLS",
        edit: (it) =>
          it.createBlock(bucket.at, {
            type: "resource",
            labels: ["aws_s3_bucket_policy", `${bucket.name}_tls`],
            body: {
              bucket: code(`${addressOf(bucket)}.id`),
              policy: code(policyText(`${addressOf(bucket)}.arn`)),
            },
          }),
      },
    };
  },
});

function policyText(arn: string): string {
  const { Sid, Effect, Principal, Action } = denial(arns(arn));
  return `jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "${String(Sid)}"
      Effect    = "${String(Effect)}"
      Principal = "${String(Principal)}"
      Action    = "${String(Action)}"
      Resource  = [${arn}, "\${${arn}}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })`;
}
