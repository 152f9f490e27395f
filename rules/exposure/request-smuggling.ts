/** Load balancers that only count ambiguous requests. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_lb", "aws_alb", "aws_elb"],
    path: "desync_mitigation_mode",
    bad: ["monitor"],
    absent: false,
    what: "Ambiguous requests are only counted: one can be smuggled to the backend inside another, past every check in front",
    repair: { title: "Refuse them", value: "defensive" },
  },
];

export default rule({
  id: "exposure/request-smuggling",
  title: "Ambiguous requests passed on",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_328", "fsbp:ELB.12", "fsbp:ELB.14"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
