/** Public access blocks that leave a way open. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "data/weak-public-access-block",
  title: "Public access block with a gap",
  pillar: "data",
  tenet: ["T1"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"],
  refs: [
    "checkov:CKV_AWS_53",
    "checkov:CKV_AWS_54",
    "checkov:CKV_AWS_55",
    "checkov:CKV_AWS_56",
    "trivy:AWS-0086",
    "trivy:AWS-0087",
    "trivy:AWS-0091",
    "trivy:AWS-0093",
    "kics:S3 Bucket Without Restriction Of Public Bucket",
    "kics:S3 Bucket with Public Policy",
  ],

  *check(block) {
    const gaps = guards.flatMap((name) => {
      const value = get(block.body, name);
      return value === undefined || flag(value) === false ? [{ name, value }] : [];
    });
    const [first] = gaps;
    if (first === undefined) return;
    yield {
      at: first.value ?? block,
      what: `${gaps.map((it) => `\`${it.name}\``).join(", ")} ${gaps.length === 1 ? "is" : "are"} off: the bucket can still become public`,
      fix: {
        title: "Block public access in full",
        edit: (it) => {
          for (const gap of gaps) {
            if (gap.value) it.replace(gap.value, true);
            else it.set(block.body, gap.name, true);
          }
        },
      },
    };
  },
});

const guards = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
