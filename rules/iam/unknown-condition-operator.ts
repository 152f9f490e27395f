/** Conditions with an operator that IAM does not have. */
import { rule } from "../api.js";
import { baseName, conditionOperators, parseOperator } from "../lib/conditions.js";
import { near } from "../lib/iam.js";

export default rule({
  id: "iam/unknown-condition-operator",
  title: "Unknown condition operator",
  pillar: "identity",
  tenet: ["T4"],
  severity: "error",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: ["parliament:UNKNOWN_OPERATOR"],

  *check(policy) {
    for (const statement of policy.statements)
      for (const condition of statement.conditions) {
        const base = baseName(condition.operator);
        if (base === undefined || parseOperator(condition.operator) !== undefined) continue;
        const meant = operators
          .filter((it) => near(it, base))
          .sort((a, b) => Math.abs(a.length - base.length) - Math.abs(b.length - base.length))[0];
        const full = meant && (condition.operator ?? "").replace(base, meant);
        yield {
          at: condition.operatorAt,
          what: `\`${condition.operator}\` is no condition operator: IAM rejects the policy${meant ? `, \`${meant}\` is meant` : ""}`,
          ...(full
            ? {
                fix: {
                  title: `Use \`${full}\``,
                  edit: (it) =>
                    statement.spelling === "json" ? it.rename(condition.operatorAt, full) : it.replace(condition.operatorAt, full),
                },
              }
            : {}),
        };
      }
  },
});

const operators = [...conditionOperators.keys()];
