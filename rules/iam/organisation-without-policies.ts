/** Organisations that only share a bill. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_organizations_organization"],
    path: "feature_set",
    bad: ["consolidated_billing"],
    absent: false,
    what: "The organisation shares a bill and nothing else: no service control policy can bound what an account, or its root user, may do",
    repair: { title: "Enable all features", value: "ALL" },
  },
];

export default rule({
  id: "iam/organisation-without-policies",
  title: "Organisation without policies",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["kics:Service Control Policies Disabled"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
