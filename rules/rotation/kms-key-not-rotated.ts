/** Customer-managed KMS keys whose material stays the same for ever. */
import { type Problem, rule, type TerraformBlock } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "rotation/kms-key-not-rotated",
  title: "KMS key that never rotates",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_kms_key"],
  refs: [
    "checkov:CKV_AWS_7",
    "trivy:AWS-0065",
    "tfsec:aws-kms-auto-rotate-keys",
    "kics:CMK Rotation Disabled",
    "cis-aws-3.0:3.6",
    "fsbp:KMS.4",
  ],

  *check(key) {
    yield* unsupported(key);
    if (!rotatable.every(([name, value]) => get(key.body, name) === undefined || text(get(key.body, name)) === value)) return;
    const enabled = get(key.body, "is_enabled");
    if (get(key.body, "custom_key_store_id") !== undefined || (enabled !== undefined && flag(enabled) !== true)) return;
    const rotation = get(key.body, "enable_key_rotation");
    if (rotation !== undefined && flag(rotation) !== false) return;
    yield {
      at: rotation ?? key,
      what: "The key material never changes: whoever copies it once reads everything that it ever encrypts",
      fix: {
        title: "Rotate it every year",
        edit: (it) => (rotation ? it.replace(rotation, true) : it.set(key.body, "enable_key_rotation", true)),
      },
    };
  },
});

/** Only symmetric encryption keys of KMS's own making rotate; these are the defaults. */
const rotatable: readonly (readonly [string, string])[] = [
  ["key_usage", "ENCRYPT_DECRYPT"],
  ["customer_master_key_spec", "SYMMETRIC_DEFAULT"],
  ["key_spec", "SYMMETRIC_DEFAULT"],
];

/** Rotation that is asked of a key that KMS cannot rotate. */
function* unsupported(key: TerraformBlock): Iterable<Problem> {
  const rotation = get(key.body, "enable_key_rotation");
  const spec = get(key.body, "customer_master_key_spec") ?? get(key.body, "key_spec");
  if (rotation === undefined || flag(rotation) !== true || !/^(?:RSA|ECC|HMAC|SM2|ML)_/.test(text(spec) ?? "")) return;
  yield {
    at: rotation,
    what: `KMS does not rotate \`${text(spec)}\` keys, and refuses to be asked: such a key is replaced by a new one and its alias moved`,
    fix: { title: "Leave rotation off", edit: (it) => it.remove(rotation) },
  };
}
