/** Buckets whose ACLs are in force. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_s3_bucket_ownership_controls"],
    path: "rule.object_ownership",
    good: ["bucketownerenforced"],
    absent: false,
    what: "ACLs decide beside the policy: whoever writes an object can open it to others",
    repair: { title: "Let the policy alone decide", value: "BucketOwnerEnforced" },
  },
];

export default rule({
  id: "data/bucket-acl-enabled",
  title: "Bucket that still obeys ACLs",
  pillar: "data",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV2_AWS_65", "fsbp:S3.12"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
