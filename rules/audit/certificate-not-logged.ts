/** Certificates that are kept out of the public logs. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_acm_certificate"],
    path: "options.certificate_transparency_logging_preference",
    bad: ["disabled"],
    absent: false,
    what: "The certificate is not in the public logs: nobody can tell it from one that somebody else obtained for this name",
    repair: { title: "Log it", value: "ENABLED" },
  },
];

export default rule({
  id: "audit/certificate-not-logged",
  title: "Certificate kept out of the transparency logs",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_234"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
