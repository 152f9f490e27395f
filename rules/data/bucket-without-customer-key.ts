/** Buckets that ask for S3's own key, which no policy can limit. */
import { type Project, rule, type TerraformBlock } from "../api.js";
import { isLogStore, logStores } from "../lib/bucket.js";
import { get, reference, text } from "../lib/value.js";

export default rule({
  id: "data/bucket-without-customer-key",
  title: "Bucket encrypted with a key that nobody controls",
  pillar: "data",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"],
  refs: ["trivy:AWS-0132", "tfsec:aws-s3-encryption-customer-key"],

  *check(block, project) {
    const rules = block.type === "aws_s3_bucket" ? "server_side_encryption_configuration.rule" : "rule";
    const algorithm = get(block.body, `${rules}.apply_server_side_encryption_by_default.sse_algorithm`);
    if (algorithm === undefined || text(algorithm) !== "AES256") return;
    const bucket = bucketOf(block, project);
    // Services that deliver access logs know no key of the customer's.
    if (bucket === undefined || isLogStore(bucket, logStores(bucket, project)) !== false) return;
    yield {
      at: algorithm,
      what: "S3 keeps this key for everyone: whoever may read an object may decrypt it, with no key policy and no log in between",
    };
  },
});

function bucketOf(block: TerraformBlock, project: Project): TerraformBlock | undefined {
  if (block.type === "aws_s3_bucket") return block;
  const named = reference(get(block.body, "bucket"));
  return named ? project.terraform.resolve(named, block) : undefined;
}
