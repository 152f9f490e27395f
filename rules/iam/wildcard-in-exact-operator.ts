/** Wildcards in operators that compare letter by letter. */
import { rule } from "../api.js";
import { parseOperator } from "../lib/conditions.js";
import { keyName } from "../lib/iam.js";
import { items, text } from "../lib/value.js";

export default rule({
  id: "iam/wildcard-in-exact-operator",
  title: "Wildcard where none is read",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [],

  *check(policy) {
    for (const statement of policy.statements)
      for (const condition of statement.conditions) {
        const operator = parseOperator(condition.operator);
        if (operator?.compares !== "string" || operator.fold) continue;
        const like = (condition.operator ?? "").replace(/Equals/i, "Like");
        const alone = statement.conditions.filter((it) => it.operatorAt === condition.operatorAt).length === 1;
        for (const value of condition.values.flatMap(items)) {
          const known = text(value);
          if (known === undefined || !/[*?]/.test(known.replace(/\$\{[^}]*\}/g, ""))) continue;
          yield {
            at: value,
            what: `\`${condition.operator}\` takes \`${known}\` letter by letter: ${consequence(statement.effect, operator.negated)}`,
            // A subject as wide as its wildcard is not a fix.
            ...(alone && keyName(condition) !== "sub" && !/^[*?]/.test(known)
              ? {
                  fix: {
                    title: `Use \`${like}\`, which reads the wildcard`,
                    edit: (it) =>
                      statement.spelling === "json" ? it.rename(condition.operatorAt, like) : it.replace(condition.operatorAt, like),
                  },
                }
              : {}),
          };
        }
      }
  },
});

function consequence(effect: "Allow" | "Deny" | undefined, negated: boolean): string {
  if (effect === "Deny") return negated ? "the denial hits everybody" : "the denial never applies";
  if (effect === "Allow") return negated ? "the exception never applies" : "the grant never applies";
  return "it is never equal";
}
