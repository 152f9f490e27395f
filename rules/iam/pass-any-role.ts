/** Allow statements that pass any role to any service. */
import { type Fix, type Project, rule, type Statement } from "../api.js";
import { escalations } from "../lib/escalation.js";
import { actionsOf, limitsPass, wideResource } from "../lib/grants.js";
import { grants, mayBeKey } from "../lib/iam.js";
import { localBlocks, namesOf, setResource } from "../lib/narrow.js";
import { coversText } from "../lib/patterns.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/pass-any-role",
  title: "PassRole on every role",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  needs: actionsOf("iam"),
  refs: ["trivy:AWS-0342", "kics:IAM Policy Grants PassRole"],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete) return;
    const wide = wideResource(statement, "iam");
    if (wide === undefined || text(wide) === undefined) return;
    if (statement.conditions.some((it) => limitsPass("")(it) || mayBeKey(it, "PassedToService"))) return;
    if (mayEscalate(statement, project)) return;
    for (const action of statement.actions) {
      const known = text(action);
      if (
        known === undefined ||
        known === "*" ||
        known === "iam:*" ||
        !project.actions.expand(known).some((it) => it.name === "iam:PassRole")
      )
        continue;
      yield {
        at: action,
        what: `\`${known}\` on \`${text(wide)}\` hands any role of the account to a service, an administrator's too`,
        related: [{ at: wide, what: "this resource" }],
        fix: () => roleFixes(statement, project),
      };
    }
  },
});

/** With an action beside it that makes a step of it, or may, iam/privilege-escalation tells the whole path. */
function mayEscalate(statement: Statement, project: Project): boolean {
  const all = (project.iam.documentOf(statement)?.effective ?? [statement]).filter((it) => it.effect !== "Deny");
  const may = (action: string): boolean => all.some((it) => it.actions.some((one) => coversText(one, action, true) !== false));
  return escalations.some(
    ({ passesTo, needs }) => passesTo !== undefined && needs.slice(1).every((it) => (typeof it === "string" ? [it] : it).some(may)),
  );
}

function roleFixes(statement: Statement, project: Project): readonly Fix[] {
  if (statement.actions.length > 1) return [];
  return localBlocks("aws_iam_role", statement.owner, project)
    .filter((it) => !statement.users.includes(it))
    .slice(0, 4)
    .map((role) => ({ title: `Pass only ${namesOf([role])}`, edit: (it) => setResource(it, statement, { code: `${role.address}.arn` }) }));
}
