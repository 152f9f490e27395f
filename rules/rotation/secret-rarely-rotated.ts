/** Secrets and keys whose rotation is rarer than is customary. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

export default rule({
  id: "rotation/secret-rarely-rotated",
  title: "Secret or key that rotates too rarely",
  pillar: "data",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_secretsmanager_secret_rotation", "aws_kms_key"],
  refs: ["checkov:CKV_AWS_304", "fsbp:SecretsManager.4"],

  *check(block) {
    const [path, longest, noun] = block.type === "aws_kms_key" ? key : secret;
    const days = get(block.body, path);
    const known = number(days);
    if (days === undefined || known === undefined || known <= longest) return;
    yield {
      at: days,
      what: `The ${noun} changes every ${known} days: a leaked copy works until then`,
      fix: { title: `Rotate every ${longest} days`, edit: (it) => it.replace(days, longest) },
    };
  },
});

/** Days that are customary at most. */
const secret = ["rotation_rules.automatically_after_days", 90, "secret"] as const;
const key = ["rotation_period_in_days", 365, "key"] as const;
