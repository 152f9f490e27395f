/** Trails without the events of global services. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudtrail"],
    path: "include_global_service_events",
    bad: ["false"],
    absent: false,
    what: "Events of global services are left out: logins and changes of IAM are not recorded",
    repair: { title: "Record global services", value: true },
  },
];

export default rule({
  id: "audit/trail-without-global-events",
  title: "Trail without IAM and login events",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["kics:CloudTrail Multi Region Disabled"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
