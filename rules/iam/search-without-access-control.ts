/** Search domains where every caller may do everything. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    path: "advanced_security_options.enabled",
    bad: ["false"],
    absent: true,
    what: "Whoever reaches the domain has all of it: no user or role is limited to an index or a field",
  },
];

export default rule({
  id: "iam/search-without-access-control",
  title: "Search domain without fine-grained access control",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["kics:Elasticsearch Without IAM Authentication"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
