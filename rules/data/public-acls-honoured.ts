/** Public access blocks that honour public ACLs. */
import { rule } from "../api.js";
import { guarded, missing } from "../lib/access-block.js";

export default rule({
  id: "data/public-acls-honoured",
  title: "Public access block that honours public ACLs",
  pillar: "data",
  tenet: ["T1"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: guarded,
  refs: ["checkov:CKV_AWS_55", "trivy:AWS-0091", "tfsec:aws-s3-ignore-public-acls", "kics:S3 Bucket Without Ignore Public ACL"],

  *check(block) {
    yield* missing(
      block,
      "ignore_public_acls",
      "ACLs that name everyone, old ones among them, still open the bucket and its objects",
      "Ignore public ACLs",
    );
  },
});
