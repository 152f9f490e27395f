/** Allow statements whose only test of who or where is optional. */
import { type Condition, rule, type Statement } from "../api.js";
import { parseOperator, restrains } from "../lib/conditions.js";
import { keyName, shape } from "../lib/iam.js";

export default rule({
  id: "iam/if-exists-in-allow",
  title: "Optional condition in an Allow",
  pillar: "identity",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["Condition"],
  refs: [],

  *check(policy) {
    for (const statement of policy.statements) {
      if (statement.effect !== "Allow" || !statement.complete) continue;
      for (const condition of statement.conditions) {
        const operator = parseOperator(condition.operator);
        if (operator?.ifExists !== true || operator.negated || !protects(condition)) continue;
        if (statement.conditions.some((it) => it !== condition && sameSubject(it, condition) && restrains(it))) continue;
        const plain = (condition.operator ?? "").replace(/IfExists$/i, "");
        yield {
          at: condition.operatorAt,
          what: `\`IfExists\` holds when the request has no \`${shape(condition.key)?.pattern}\`: the test that guards this grant is optional`,
          ...(siblings(condition, statement) === 1
            ? {
                fix: {
                  title: `Use \`${plain}\``,
                  edit: (it) =>
                    statement.spelling === "json" ? it.rename(condition.operatorAt, plain) : it.replace(condition.operatorAt, plain),
                },
              }
            : {}),
        };
      }
    }
  },
});

const guarding =
  /^(?:aws:(?:sourcearn|sourceaccount|sourceorgid|sourceorgpaths|principalorgid|principalorgpaths|principalaccount|principalarn|sourcevpce|sourcevpc|sourceip)|sts:externalid|saml:aud)$/i;

function protects(condition: Condition): boolean {
  const key = shape(condition.key);
  return key?.exact === true && (guarding.test(key.pattern) || /^[a-z0-9.-]+\.[a-z]+(?:\/\S*)?:(?:sub|aud)$/i.test(key.pattern));
}

/** Another test that would do: of the same key, or of the source by its other name. Keys that are not known may be. */
function sameSubject(a: Condition, b: Condition): boolean {
  const left = keyName(a);
  return (
    left.includes("*") ||
    left === keyName(b) ||
    (/^source/.test(left) && /^source/.test(keyName(b))) ||
    (/^principal/.test(left) && /^principal/.test(keyName(b)))
  );
}

function siblings(condition: Condition, statement: Statement): number {
  return statement.conditions.filter((it) => it.operatorAt === condition.operatorAt).length;
}
