/** Trails that are there but switched off. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudtrail", "aws_cloudtrail_event_data_store"],
    path: "enable_logging",
    bad: ["false"],
    absent: false,
    what: "The trail is switched off: what anybody does in this account is recorded nowhere",
    repair: { title: "Switch the trail on", value: true },
  },
];

export default rule({
  id: "audit/trail-off",
  title: "Trail that records nothing",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "error",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_251", "kics:CloudTrail Logging Disabled"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
