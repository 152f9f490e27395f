/** Caches without TLS. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get, text } from "../lib/value.js";

const clear = "Sessions, tokens and whatever else is cached travel in the clear";

const facts: readonly Fact[] = [
  {
    of: ["aws_elasticache_replication_group"],
    path: "transit_encryption_enabled",
    bad: ["false"],
    absent: false,
    what: clear,
    repair: { title: "Encrypt connections", value: true },
  },
  {
    of: ["aws_elasticache_replication_group"],
    path: "transit_encryption_enabled",
    bad: [],
    absent: true,
    // Valkey encrypts by default, and members of a global datastore follow its primary.
    when: (block) =>
      (get(block.body, "engine") === undefined || text(get(block.body, "engine")) === "redis") &&
      get(block.body, "global_replication_group_id") === undefined,
    what: clear,
    repair: { title: "Encrypt connections", value: true },
  },
  {
    of: ["aws_memorydb_cluster"],
    path: "tls_enabled",
    bad: ["false"],
    absent: false,
    what: clear,
    repair: { title: "Encrypt connections, which replaces the cluster", value: true },
  },
  {
    of: ["aws_dax_cluster"],
    path: "cluster_endpoint_encryption_type",
    bad: ["none"],
    absent: true,
    what: clear,
    repair: { title: "Encrypt connections, which replaces the cluster", value: "TLS" },
  },
  {
    of: ["aws_appsync_api_cache"],
    path: "transit_encryption_enabled",
    bad: ["false"],
    absent: true,
    what: clear,
    repair: { title: "Encrypt connections, which replaces the cache", value: true },
  },
];

export default rule({
  id: "transit/cache-plaintext",
  title: "Cache that talks in the clear",
  pillar: "data",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_30",
    "checkov:CKV_AWS_202",
    "checkov:CKV_AWS_239",
    "checkov:CKV_AWS_215",
    "trivy:AWS-0051",
    "tfsec:aws-elasticache-enable-in-transit-encryption",
    "kics:ElastiCache Replication Group Not Encrypted At Transit",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
