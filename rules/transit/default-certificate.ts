/** Distributions that answer with the certificate of CloudFront. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_cloudfront_distribution"],
    path: "viewer_certificate.cloudfront_default_certificate",
    bad: ["true"],
    absent: false,
    what: "The certificate of CloudFront comes with TLS 1.0, whatever minimum is written, and says nothing of whose site this is",
  },
];

export default rule({
  id: "transit/default-certificate",
  title: "Distribution with the certificate of CloudFront",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV2_AWS_42", "kics:Vulnerable Default SSL Certificate", "fsbp:CloudFront.7"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
