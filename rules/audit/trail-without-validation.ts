/** Trails without log file validation. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudtrail"],
    path: "enable_log_file_validation",
    bad: ["false"],
    absent: true,
    what: "Log files have no signed digest: whoever can write the bucket can erase the traces",
    repair: { title: "Sign the log files", value: true },
  },
];

export default rule({
  id: "audit/trail-without-validation",
  title: "Trail whose files can be changed unnoticed",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_36",
    "trivy:AWS-0016",
    "tfsec:aws-cloudtrail-enable-log-validation",
    "kics:CloudTrail Log File Validation Disabled",
    "cis-aws-3.0:3.2",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
