/** Caches whose TLS is optional. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_elasticache_replication_group"],
    path: "transit_encryption_mode",
    bad: ["preferred"],
    absent: false,
    what: "Clients without TLS are still accepted: one of them is enough to show what is cached",
    repair: { title: "Accept TLS only", value: "required" },
  },
];

export default rule({
  id: "transit/cache-tls-optional",
  title: "Cache that also accepts plain connections",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
