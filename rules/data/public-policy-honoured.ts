/** Public access blocks that honour public policies. */
import { rule } from "../api.js";
import { guarded, missing } from "../lib/access-block.js";

export default rule({
  id: "data/public-policy-honoured",
  title: "Public access block that honours public policies",
  pillar: "data",
  tenet: ["T1"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: guarded,
  refs: ["checkov:CKV_AWS_56", "trivy:AWS-0093", "tfsec:aws-s3-no-public-buckets", "kics:S3 Bucket Without Restriction Of Public Bucket"],

  *check(block) {
    yield* missing(
      block,
      "restrict_public_buckets",
      "a policy that names everyone, an old one too, still lets the world and other accounts in",
      "Restrict buckets with a public policy",
    );
  },
});
