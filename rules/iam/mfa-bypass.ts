/** Conditions on MFA that hold, or never deny, where the request says nothing about MFA. */
import { type Condition, type Fix, rule, type Statement } from "../api.js";
import { parseOperator, passesWithoutKey } from "../lib/conditions.js";
import { conditionTexts, shape } from "../lib/iam.js";

export default rule({
  id: "iam/mfa-bypass",
  title: "MFA condition that long-term keys pass",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [],

  *check(policy) {
    for (const statement of policy.statements) {
      if (!statement.complete) continue;
      for (const condition of statement.conditions) {
        const what = fault(condition, statement);
        if (what) yield { at: condition.operatorAt, what, ...fixOf(condition, statement) };
      }
    }
  },
});

function fault(condition: Condition, statement: Statement): string | undefined {
  const key = keyOf(condition);
  const operator = parseOperator(condition.operator);
  const values = conditionTexts(condition).map((it) => it.toLowerCase());
  if (operator === undefined || (key !== present && key !== age)) return undefined;
  if (statement.effect === "Deny") {
    const guards =
      key === present && operator.name === "Bool" && !operator.ifExists && operator.set === undefined && values.includes("false");
    return guards && !statement.conditions.some((it) => keyOf(it) !== present && !/^aws:(?:viaawsservice|principal)/.test(keyOf(it)))
      ? "A request signed with an access key carries no `aws:MultiFactorAuthPresent`: this denial does not apply to it, only `BoolIfExists` does"
      : undefined;
  }
  if (statement.effect !== "Allow" || statement.conditions.some((it) => demands(it))) return undefined;
  if (operator.compares === "null") return undefined;
  const asks = key === age || values.includes("true");
  return asks && passesWithoutKey(condition.operator) === true
    ? `\`${condition.operator}\` also holds where the key is missing, and a request signed with an access key carries none: it gets in without MFA`
    : undefined;
}

const present = "aws:multifactorauthpresent";
const age = "aws:multifactorauthage";

function keyOf(condition: Condition): string {
  return (shape(condition.key)?.pattern ?? "*").toLowerCase();
}

/** A test of MFA that fails without the key, or may be one. */
function demands(condition: Condition): boolean {
  const key = keyOf(condition);
  if (key.includes("*")) return true;
  if (key !== present && key !== age) return false;
  const operator = parseOperator(condition.operator);
  if (operator?.compares === "null") return !conditionTexts(condition).some((it) => it.toLowerCase() === "true");
  return operator === undefined || passesWithoutKey(condition.operator) === false;
}

function fixOf(condition: Condition, statement: Statement): { readonly fix?: Fix } {
  const operator = condition.operator ?? "";
  const better = statement.effect === "Deny" ? "BoolIfExists" : operator.replace(/IfExists$/i, "");
  if (statement.conditions.filter((it) => it.operatorAt === condition.operatorAt).length !== 1) return {};
  return {
    fix: {
      title: `Use \`${better}\``,
      edit: (it) => (statement.spelling === "json" ? it.rename(condition.operatorAt, better) : it.replace(condition.operatorAt, better)),
    },
  };
}
