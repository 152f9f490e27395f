/** Flow logs that record only what was accepted. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_flow_log"],
    path: "traffic_type",
    bad: ["accept"],
    absent: false,
    what: "Refused connections are not recorded: probing and lateral movement leave no trace",
    repair: { title: "Record accepted and refused traffic", value: "ALL" },
  },
];

export default rule({
  id: "audit/flow-log-without-rejects",
  title: "Flow log that leaves refusals out",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
