/** Tables whose encryption is turned off, so that a key out of sight takes its place. */
import { rule } from "../api.js";
import { keyFor } from "../lib/customer-key.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get } from "../lib/value.js";

const key = "server_side_encryption.kms_key_arn";

const facts: readonly Fact[] = [
  {
    of: ["aws_dynamodb_table"],
    path: "server_side_encryption.enabled",
    bad: ["false"],
    absent: false,
    what: "DynamoDB then encrypts with a key that is in no account of yours: no log tells who used it, and no policy can refuse it",
    repair: {
      title: "Encrypt with a key of your own",
      value: true,
      also: (block, project, it) => (get(block.body, key) === undefined ? [[key, keyFor(block, project, it)]] : []),
    },
  },
];

export default rule({
  id: "data/encryption-declined",
  title: "Encryption with a key of one's account declined",
  pillar: "data",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: ["checkov:CKV_AWS_119", "trivy:AWS-0025", "kics:DynamoDB Table Not Encrypted", "tfsec:aws-dynamodb-enable-at-rest-encryption"],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
