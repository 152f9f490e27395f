/** Search domains whose nodes talk without TLS. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    path: "node_to_node_encryption.enabled",
    bad: ["false"],
    absent: true,
    what: "Nodes of the domain talk in the clear: documents can be read and changed between them",
    repair: { title: "Encrypt between nodes", value: true },
  },
];

export default rule({
  id: "transit/search-node-plaintext",
  title: "Search nodes that talk in the clear",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_6",
    "trivy:AWS-0043",
    "tfsec:aws-elastic-search-enable-in-transit-encryption",
    "kics:ElasticSearch Not Encrypted In Transit",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
