/** Trust statements that name everyone. */
import { type Condition, rule } from "../api.js";
import { conditionTexts, keyName } from "../lib/iam.js";
import { text } from "../lib/value.js";

export default rule({
  id: "trust/anyone",
  title: "Role that anyone may assume",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "none",
  on: "trust.statement",
  refs: ["checkov:CKV_AWS_60", "checkov:CKV_AWS_61", "kics:IAM Role Allows All Principals To Assume", "trivy:AWS-0057"],

  *check(statement) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    if (statement.conditions.some((it) => limits(it))) return;
    for (const principal of statement.principals) {
      if (text(principal.value) !== "*" || principal.type === "Federated" || principal.type === "Service") continue;
      yield { at: principal.value, what: "`*` lets every AWS account in the world assume this role" };
    }
  },
});

/** Conditions that say who, not what they know. */
function limits(condition: Condition): boolean {
  const who = [
    "principalorgid",
    "principalarn",
    "principalaccount",
    "principalorgpaths",
    "sourceaccount",
    "sourcearn",
    "sourceorgid",
    "sourceorgpaths",
    "*",
  ];
  return who.includes(keyName(condition)) && !conditionTexts(condition).includes("*");
}
