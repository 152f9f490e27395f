/** Buckets and objects whose ACL lets everyone write, or change the ACL itself. */
import { rule } from "../api.js";
import { openAcl, withAcl } from "../lib/bucket-acl.js";

export default rule({
  id: "data/writable-bucket-acl",
  title: "Bucket ACL that lets everyone write",
  pillar: "data",
  tenet: ["T1", "T3"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: withAcl,
  refs: [
    "checkov:CKV_AWS_57",
    "checkov:CKV_AWS_375",
    "checkov:CKV2_AWS_43",
    "trivy:AWS-0092",
    "tfsec:aws-s3-no-public-access-with-acl",
    "kics:S3 Bucket ACL Allows Read Or Write to All Users",
    "kics:S3 Bucket ACL Grants WRITE_ACP Permission",
  ],

  *check(block, project) {
    yield* openAcl(block, project, "write");
  },
});
