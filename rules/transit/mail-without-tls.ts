/** Mail configuration sets that do not ask for TLS. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_ses_configuration_set", "aws_sesv2_configuration_set"],
    path: "delivery_options.tls_policy",
    bad: ["optional"],
    absent: true,
    what: "Mail goes out in the clear when the receiver offers no TLS, or somebody on the way hides the offer",
    repair: { title: "Deliver over TLS only", value: "Require" },
  },
];

export default rule({
  id: "transit/mail-without-tls",
  title: "Mail sent without TLS",
  pillar: "data",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_365"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
