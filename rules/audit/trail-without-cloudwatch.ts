/** Trails that no alarm can watch. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudtrail"],
    path: "cloud_watch_logs_group_arn",
    needs: [],
    absent: true,
    what: "The trail goes only to a bucket: no metric filter can raise an alarm while something happens",
  },
];

export default rule({
  id: "audit/trail-without-cloudwatch",
  title: "Trail that raises no alarm",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV2_AWS_10",
    "trivy:AWS-0162",
    "tfsec:aws-cloudtrail-ensure-cloudwatch-integration",
    "kics:CloudTrail Not Integrated With CloudWatch",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
