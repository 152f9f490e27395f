/** Buckets without a public access block of their own. */
import { code, rule } from "../api.js";
import { addressOf } from "../lib/companion.js";
import { get } from "../lib/value.js";

export default rule({
  id: "data/bucket-without-access-block",
  title: "Bucket without a public access block",
  pillar: "data",
  tenet: ["T1"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket"],
  refs: ["checkov:CKV2_AWS_6", "trivy:AWS-0094", "tfsec:aws-s3-specify-public-access-block", "fsbp:S3.8"],

  *check(bucket, project) {
    const access = project.accessBlock(bucket, ...guards);
    if (access.found.length > 0 || access.holds !== false) return;
    // A website is meant to be public, and other rules say what of it is.
    const website = project.terraform.satellites(bucket, "aws_s3_bucket_website_configuration", "bucket");
    if (get(bucket.body, "website") !== undefined || website.found.length > 0 || !website.complete) return;
    yield {
      at: bucket,
      what: "Nothing keeps a later policy or ACL from making this bucket public",
      fix: {
        title: "Block public access",
        edit: (it) =>
          it.createBlock(bucket.at, {
            type: "resource",
            labels: ["aws_s3_bucket_public_access_block", bucket.name],
            body: { bucket: code(`${addressOf(bucket)}.id`), ...Object.fromEntries(guards.map((one) => [one, true])) },
          }),
      },
    };
  },
});

const guards = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
