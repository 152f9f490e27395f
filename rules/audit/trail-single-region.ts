/** Trails that see one region. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudtrail"],
    path: "is_multi_region_trail",
    bad: ["false"],
    absent: true,
    what: "The trail sees one region: whoever works from another is not recorded",
    repair: { title: "Record every region", value: true },
  },
  {
    of: ["aws_cloudtrail_event_data_store"],
    path: "multi_region_enabled",
    bad: ["false"],
    absent: false,
    what: "The store sees one region: whoever works from another is not recorded",
    repair: { title: "Record every region", value: true },
  },
];

export default rule({
  id: "audit/trail-single-region",
  title: "Trail of one region only",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_67",
    "trivy:AWS-0014",
    "tfsec:aws-cloudtrail-enable-all-regions",
    "kics:CloudTrail Multi Region Disabled",
    "cis-aws-3.0:3.1",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
