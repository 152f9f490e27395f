/** Public access blocks with every guard off. */
import { rule } from "../api.js";
import { closing, guarded, guards, guardsOf } from "../lib/access-block.js";

export default rule({
  id: "data/weak-public-access-block",
  title: "Public access block that blocks nothing",
  pillar: "data",
  tenet: ["T1"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: guarded,
  refs: [
    "checkov:CKV_AWS_53",
    "checkov:CKV_AWS_54",
    "checkov:CKV_AWS_55",
    "checkov:CKV_AWS_56",
    "checkov:CKV_AWS_392",
    "trivy:AWS-0086",
    "trivy:AWS-0087",
    "trivy:AWS-0091",
    "trivy:AWS-0093",
    "kics:S3 Bucket Allows Public ACL",
    "kics:S3 Bucket Allows Public Policy",
    "kics:S3 Bucket Without Ignore Public ACL",
    "kics:S3 Bucket Without Restriction Of Public Bucket",
  ],

  *check(block) {
    const gaps = guardsOf(block)?.off;
    if (gaps?.length !== guards.length) return;
    yield {
      at: gaps.find((it) => it.value !== undefined)?.value ?? block,
      what: "Every guard is off: any ACL and any policy can make the bucket public, and those that do stay in force",
      fix: closing(block, gaps, "Block public access in full"),
    };
  },
});
