/** Buckets of trails whose own reads nobody records. */
import { rule } from "../api.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "audit/trail-bucket-without-access-log",
  title: "Audit log that is read unseen",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_s3_bucket"],
  refs: [
    "trivy:AWS-0163",
    "tfsec:aws-cloudtrail-require-bucket-access-logging",
    "kics:CloudTrail Log Files S3 Bucket with Logging Disabled",
    "cis-aws-3.0:3.4",
    "fsbp:CloudTrail.7",
  ],

  *check(bucket, project) {
    if (get(bucket.body, "logging") !== undefined) return;
    const name = text(get(bucket.body, "bucket"));
    const trail = project.terraform.blocks(bucket, "aws_cloudtrail").find((it) => {
      const store = get(it.body, "s3_bucket_name");
      const named = reference(store);
      return named
        ? named.address === bucket.address && named.scope === bucket.scope
        : name !== undefined && text(store) === name && it.scope === bucket.scope;
    });
    if (trail === undefined) return;
    const logging = project.terraform.satellites(bucket, "aws_s3_bucket_logging", "bucket");
    if (logging.found.length > 0 || !logging.complete) return;
    yield {
      at: bucket,
      what: `The log of \`${trail.address}\` is kept here, and nobody records who reads it: an intruder looks up what is known unseen`,
    };
  },
});
