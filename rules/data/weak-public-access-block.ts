/** Public access blocks that leave a way open. */
import { rule } from "../api.js";
import { callsModule } from "../lib/facts.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "data/weak-public-access-block",
  title: "Public access block with a gap",
  pillar: "data",
  tenet: ["T1"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block", "aws_s3_access_point", "module"],
  refs: [
    "checkov:CKV_AWS_53",
    "checkov:CKV_AWS_54",
    "checkov:CKV_AWS_55",
    "checkov:CKV_AWS_56",
    "trivy:AWS-0086",
    "trivy:AWS-0087",
    "trivy:AWS-0091",
    "trivy:AWS-0093",
    "checkov:CKV_AWS_392",
  ],

  *check(block) {
    if (block.type === "module" && !callsModule(block, "terraform-aws-modules/s3-bucket/aws")) return;
    const blocks = block.type === "aws_s3_access_point" || block.type === "module";
    const gaps = guards.flatMap((name) => {
      const value = get(block.body, block.type === "aws_s3_access_point" ? `public_access_block_configuration.${name}` : name);
      // Access points and the public module block by default.
      return (value === undefined && !blocks) || flag(value) === false ? [{ name, value }] : [];
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
