/** Search domains that do not enforce HTTPS. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    path: "domain_endpoint_options.enforce_https",
    bad: ["false"],
    absent: false,
    what: "The domain answers plain HTTP: queries, documents and signatures may travel in the clear",
    repair: { title: "Answer HTTPS only", value: true },
  },
  {
    of: ["aws_cloudsearch_domain"],
    path: "endpoint_options.enforce_https",
    bad: ["false"],
    absent: true,
    what: "The domain answers plain HTTP: queries, documents and signatures may travel in the clear",
    repair: { title: "Answer HTTPS only", value: true, level: "safe" },
  },
];

export default rule({
  id: "transit/search-plain-http",
  title: "Search domain that answers plain HTTP",
  pillar: "data",
  tenet: ["T2"],
  severity: "error",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_83",
    "checkov:CKV_AWS_220",
    "trivy:AWS-0046",
    "tfsec:aws-elastic-search-enforce-https",
    "kics:Elasticsearch Without HTTPS",
    "kics:ElasticSearch Without HTTPS",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
