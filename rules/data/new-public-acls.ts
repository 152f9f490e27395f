/** Public access blocks that let public ACLs in. */
import { rule } from "../api.js";
import { guarded, missing } from "../lib/access-block.js";

export default rule({
  id: "data/new-public-acls",
  title: "Public access block that lets public ACLs in",
  pillar: "data",
  tenet: ["T1"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: guarded,
  refs: ["checkov:CKV_AWS_53", "trivy:AWS-0086", "tfsec:aws-s3-block-public-acls", "kics:S3 Bucket Allows Public ACL"],

  *check(block) {
    yield* missing(
      block,
      "block_public_acls",
      "whoever may write ACLs can open the bucket or an object to the world",
      "Refuse public ACLs",
    );
  },
});
