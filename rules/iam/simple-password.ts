/** Password policies that do without small or capital letters. Numbers and symbols, which are off unless asked for, have rules of their own. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "iam/simple-password",
  title: "Simple passwords allowed",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_iam_account_password_policy"],
  refs: ["trivy:AWS-0058", "trivy:AWS-0061", "checkov:CKV_AWS_11", "checkov:CKV_AWS_15"],

  *check(policy) {
    for (const [name, kind] of kinds) {
      const value = get(policy.body, name);
      if (value === undefined || flag(value) !== false) continue;
      yield {
        at: value,
        what: `Passwords need no ${kind}: words from a list pass, and those are tried first`,
        fix: { title: `Ask for ${kind}`, edit: (it) => it.replace(value, true) },
      };
    }
  },
});

const kinds = [
  ["require_lowercase_characters", "small letters"],
  ["require_uppercase_characters", "capitals"],
] as const;
