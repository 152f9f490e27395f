/** Trust in a cluster whose subject names more than one service account. */
import { type Condition, type Fix, type Project, rule, type Statement, type Value } from "../api.js";
import { parseOperator } from "../lib/conditions.js";
import { conditionTexts, keyName } from "../lib/iam.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "trust/wide-service-account",
  title: "Role for every service account",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement, project) {
    if (statement.effect !== "Allow") return;
    for (const condition of statement.conditions) {
      if (keyName(condition) !== "sub" || parseOperator(condition.operator)?.name !== "StringLike") continue;
      for (const value of condition.values.flatMap((it) => items(it))) {
        const known = text(value);
        const match = known === undefined ? undefined : /^system:serviceaccount:([^:]*)(?::(.*))?$/.exec(known);
        if (!match || !conditionTexts(condition).includes(known ?? "")) continue;
        const anywhere = match[1]?.includes("*") === true;
        if (!anywhere && match[2] !== "*") continue;
        const subject = `system:serviceaccount:${anywhere ? "CHANGE_ME" : match[1]}:CHANGE_ME`;
        yield {
          at: value,
          what: `\`${known}\` lets ${anywhere ? "service accounts of every namespace" : `every service account of \`${match[1]}\``} assume this role: any pod there that can choose its account can be it`,
          fix: [
            ...oneAccount(statement, condition, value, project),
            { title: `Pin to \`${subject}\` (nobody passes until it is filled in)`, edit: (it) => it.replace(value, subject) },
          ],
        };
      }
    }
  },
});

/** The one service account of the workspace that is annotated with this role, by its exact name. */
function oneAccount(statement: Statement, condition: Condition, value: Value, project: Project): readonly Fix[] {
  const roles = statement.users.flatMap((it) => text(get(it.body, "name")) ?? []);
  const accounts = roles.flatMap((it) => project.rbac.accountsOfRole(it));
  const subjects = [...new Set(accounts.map((it) => `system:serviceaccount:${it.namespace}:${it.name}`))];
  const [only] = subjects;
  if (subjects.length !== 1 || only === undefined || accounts.some((it) => it.namespace === undefined || it.name === undefined)) return [];
  return [
    {
      title: `Only \`${only.slice("system:serviceaccount:".length)}\``,
      edit: (it) => {
        it.replace(value, only);
        if (condition.values.flatMap((one) => items(one)).length !== 1) return;
        if (statement.spelling === "document") it.replace(condition.operatorAt, "StringEquals");
      },
    },
  ];
}
