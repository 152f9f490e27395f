/** Search domains that accept TLS below 1.2. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_opensearch_domain", "aws_elasticsearch_domain"],
    path: "domain_endpoint_options.tls_security_policy",
    bad: ["policy-min-tls-1-0-2019-07"],
    absent: false,
    what: "The policy accepts TLS 1.0 and 1.1, which can be broken",
    repair: { title: "Ask for TLS 1.2", value: "Policy-Min-TLS-1-2-2019-07" },
  },
  {
    of: ["aws_cloudsearch_domain"],
    path: "endpoint_options.tls_security_policy",
    bad: ["policy-min-tls-1-0-2019-07"],
    absent: false,
    what: "The policy accepts TLS 1.0 and 1.1, which can be broken",
    repair: { title: "Ask for TLS 1.2", value: "Policy-Min-TLS-1-2-2019-07" },
  },
];

export default rule({
  id: "transit/search-old-tls",
  title: "Search domain that accepts old TLS",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_228", "checkov:CKV_AWS_218", "trivy:AWS-0126", "tfsec:aws-elastic-search-use-secure-tls-policy"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
