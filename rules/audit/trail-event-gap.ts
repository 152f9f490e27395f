/** Trails that leave a kind of event out. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudtrail"],
    path: "event_selector.read_write_type",
    good: ["all"],
    absent: false,
    what: "The trail records only one direction: what was read, or what was changed, is missing",
    repair: { title: "Record reads and writes", value: "All" },
  },
  {
    of: ["aws_cloudtrail"],
    path: "event_selector.include_management_events",
    bad: ["false"],
    absent: false,
    what: "Management events are left out: changes of the account are not recorded",
    repair: { title: "Record management events", value: true },
  },
];

export default rule({
  id: "audit/trail-event-gap",
  title: "Trail that leaves events out",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["kics:S3 Bucket Object Level CloudTrail Logging Disabled"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
