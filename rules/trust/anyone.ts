/** Trust statements that name everyone. */
import { type Condition, rule } from "../api.js";
import { restrains } from "../lib/conditions.js";
import { conditionTexts, keyName } from "../lib/iam.js";
import { addCondition, callerAccount } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "trust/anyone",
  title: "Role that anyone may assume",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "review",
  on: "trust.statement",
  refs: [
    "checkov:CKV_AWS_60",
    "checkov:CKV_AWS_61",
    "kics:IAM Role Allows All Principals To Assume",
    "kics:IAM Role Allows Public Assume",
    "trivy:AWS-0057",
  ],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete || statement.conditions.some((it) => limits(it))) return;
    const not = statement.clause("NotPrincipal");
    if (not !== undefined && not.kind !== "unknown")
      yield {
        at: not,
        what: "`NotPrincipal` with Allow lets everyone but these assume this role, every AWS account in the world among them",
      };
    for (const principal of statement.principals) {
      const known = text(principal.value);
      if (known === undefined || principal.type === "Service") continue;
      if (known !== "*" && !/^arn:[^:]*:(?:iam|sts)::\*+:/.test(known)) continue;
      yield {
        at: principal.value,
        what:
          principal.type === "Federated"
            ? "`*` lets every identity provider's identities assume this role"
            : `\`${known}\` lets ${known === "*" ? "every AWS account in the world" : "any AWS account that names a principal so"} assume this role`,
        fix:
          principal.type === "Federated"
            ? []
            : {
                title: "Let only principals of this account in",
                edit: (it) =>
                  addCondition(it, statement, {
                    operator: "StringEquals",
                    key: "aws:PrincipalAccount",
                    values: [callerAccount(it, statement.owner, project)],
                  }),
              },
      };
    }
  },
});

/** Conditions that say who, not what they know, and that need an answer. */
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
  return who.includes(keyName(condition)) && !conditionTexts(condition).includes("*") && restrains(condition);
}
