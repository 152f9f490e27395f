/** Public access blocks that let public policies in. */
import { rule } from "../api.js";
import { guarded, missing } from "../lib/access-block.js";

export default rule({
  id: "data/new-public-policy",
  title: "Public access block that lets public policies in",
  pillar: "data",
  tenet: ["T1"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: guarded,
  refs: ["checkov:CKV_AWS_54", "trivy:AWS-0087", "tfsec:aws-s3-block-public-policy", "kics:S3 Bucket Allows Public Policy"],

  *check(block) {
    yield* missing(
      block,
      "block_public_policy",
      "whoever may write the bucket policy can open the bucket to the world",
      "Refuse public policies",
    );
  },
});
