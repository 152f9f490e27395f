/** Buckets and objects whose ACL lets everyone read. */
import { rule } from "../api.js";
import { openAcl, withAcl } from "../lib/bucket-acl.js";

export default rule({
  id: "data/public-bucket-acl",
  title: "Bucket ACL open to everyone",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: withAcl,
  refs: [
    "checkov:CKV_AWS_20",
    "checkov:CKV2_AWS_43",
    "trivy:AWS-0092",
    "tfsec:aws-s3-no-public-access-with-acl",
    "kics:S3 Bucket ACL Allows Read Or Write to All Users",
    "kics:S3 Bucket ACL Allows Read to All Users",
    "kics:S3 Bucket ACL Allows Read to Any Authenticated User",
    "kics:S3 bucket allows authenticated users access",
  ],

  *check(block, project) {
    yield* openAcl(block, project, "read");
  },
});
