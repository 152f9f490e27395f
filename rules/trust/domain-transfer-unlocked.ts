/** Registered domains that may be moved to another registrar. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_route53domains_registered_domain"],
    path: "transfer_lock",
    bad: ["false"],
    absent: false,
    what: "The domain can be moved to another registrar: whoever gets its code takes every name, certificate and mailbox with it",
    repair: { title: "Lock it", value: true },
  },
];

export default rule({
  id: "trust/domain-transfer-unlocked",
  title: "Domain open to transfer",
  pillar: "networks",
  tenet: ["T6"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_377"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
