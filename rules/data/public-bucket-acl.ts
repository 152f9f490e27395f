/** Buckets whose ACL names everyone. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "data/public-bucket-acl",
  title: "Bucket ACL open to everyone",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket", "aws_s3_bucket_acl"],
  refs: [
    "checkov:CKV_AWS_20",
    "checkov:CKV_AWS_57",
    "trivy:AWS-0092",
    "kics:S3 Bucket ACL Allows Read Or Write to All Users",
    "kics:S3 Bucket Access to Any Principal",
  ],

  *check(bucket) {
    const acl = get(bucket.body, "acl");
    const known = text(acl);
    if (acl === undefined || known === undefined || !["public-read", "public-read-write", "authenticated-read", "website"].includes(known))
      return;
    yield {
      at: acl,
      what: `The ACL \`${known}\` lets ${known === "authenticated-read" ? "every AWS account" : "everyone"} ${known === "public-read-write" ? "read and write" : "read"} the bucket`,
      fix: { title: "Make it private", edit: (it) => it.replace(acl, "private") },
    };
  },
});
