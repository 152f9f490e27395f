/** Allow statements whose condition holds for requests that lack the key. */
import { type Condition, type Editor, rule, type Statement } from "../api.js";
import { parseOperator } from "../lib/conditions.js";
import { conditionTexts, shape } from "../lib/iam.js";
import { addCondition } from "../lib/narrow.js";

export default rule({
  id: "iam/for-all-values-allow",
  title: "ForAllValues in an Allow",
  pillar: "identity",
  tenet: ["T4"],
  severity: "error",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [],

  *check(policy) {
    for (const statement of policy.statements) {
      if (statement.effect !== "Allow" || !statement.complete) continue;
      for (const condition of statement.conditions) {
        const key = shape(condition.key);
        if (parseOperator(condition.operator)?.set !== "ForAllValues" || key?.exact !== true || optional.test(key.pattern)) continue;
        if (statement.conditions.some((it) => it !== condition && guards(it, key.pattern))) continue;
        const single = !many.test(key.pattern);
        const plain = (condition.operator ?? "").replace(/^ForAllValues:/i, "");
        const alone = statement.conditions.filter((it) => it.operatorAt === condition.operatorAt).length === 1;
        yield {
          at: condition.operatorAt,
          what: `\`ForAllValues\` holds when the request has no \`${key.pattern}\` at all: whoever leaves it out is let in`,
          fix: single
            ? alone
              ? [{ title: `Use \`${plain}\`: the key has one value`, edit: (it) => rename(it, statement, condition, plain) }]
              : []
            : [
                {
                  title: `Require that \`${key.pattern}\` is there`,
                  edit: (it) => addCondition(it, statement, { operator: "Null", key: key.pattern, values: ["false"] }),
                },
              ],
        };
      }
    }
  },
});

/** Keys that have several values. */
const many =
  /^(?:aws:(?:calledvia|principalorgpaths|resourceorgpaths|sourceorgpaths|vpceorgpaths|tagkeys|principalservicenameslist)|.*:amr|kms:.*|dynamodb:.*|saml:.*)$/i;

/** Keys that narrow what a request may carry, without which there is nothing to narrow, and those that every token has. */
const optional = /^(?:aws:tagkeys|dynamodb:.*|.*:requestedattributes|route53:.*|kms:grantoperations|.*:(?:aud|iss))$/i;

function guards(condition: Condition, key: string): boolean {
  const other = shape(condition.key);
  if (other === undefined || !other.exact) return true;
  const operator = parseOperator(condition.operator);
  if (other.pattern.toLowerCase() !== key.toLowerCase()) return false;
  if (operator?.compares === "null") return !conditionTexts(condition).includes("true");
  return operator?.set !== "ForAllValues" && operator?.ifExists !== true;
}

function rename(it: Editor, statement: Statement, condition: Condition, name: string): void {
  if (statement.spelling === "json") it.rename(condition.operatorAt, name);
  else it.replace(condition.operatorAt, name);
}
