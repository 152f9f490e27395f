/** Keys that are switched off. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"],
    path: "is_enabled",
    bad: ["false"],
    absent: false,
    what: "Nothing encrypted with this key can be read: what depends on it fails, or goes around it",
    repair: { title: "Enable the key", value: true },
  },
];

export default rule({
  id: "data/disabled-key",
  title: "Disabled key",
  pillar: "data",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_227", "kics:CMK Is Unusable"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
