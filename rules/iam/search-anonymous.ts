/** Search domains that let anonymous callers in. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    path: "advanced_security_options.anonymous_auth_enabled",
    bad: ["true"],
    absent: false,
    what: "Callers without any identity are let in: the migration aid was left on",
    repair: { title: "Ask every caller who it is", value: false },
  },
];

export default rule({
  id: "iam/search-anonymous",
  title: "Search domain open to anonymous callers",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
