/** Secrets whose rotation is rarer than a quarter of a year. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

export default rule({
  id: "rotation/secret-rarely-rotated",
  title: "Secret that rotates too rarely",
  pillar: "data",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_secretsmanager_secret_rotation"],
  refs: ["checkov:CKV_AWS_304", "fsbp:SecretsManager.4"],

  *check(rotation) {
    const days = get(rotation.body, "rotation_rules.automatically_after_days");
    const known = number(days);
    if (days === undefined || known === undefined || known <= longest) return;
    yield {
      at: days,
      what: `The secret changes every ${known} days: a leaked copy works until then`,
      fix: { title: `Rotate every ${longest} days`, edit: (it) => it.replace(days, longest) },
    };
  },
});

const longest = 90;
