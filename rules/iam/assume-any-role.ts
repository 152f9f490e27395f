/** Allow statements that assume whatever role lets them. */
import { type Fix, type Project, rule, type Statement } from "../api.js";
import { actionsOf, limitsGrant, namedBy, wideResource } from "../lib/grants.js";
import { grants } from "../lib/iam.js";
import { localBlocks, namesOf, setResource } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/assume-any-role",
  title: "AssumeRole on every role",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  needs: actionsOf("sts"),
  refs: ["kics:IAM Policy Grants AssumeRole Permission Across All Services"],

  *check(statement, project) {
    if (!grants(statement) || !statement.complete || statement.conditions.some(limitsGrant)) return;
    const wide = statement.clause("NotResource") === undefined ? wideResource(statement, "iam") : undefined;
    if (wide === undefined || statement.clause("NotAction") !== undefined) return;
    const by = namedBy(statement, "sts:AssumeRole");
    if (by === undefined || !/^sts:./i.test(text(by) ?? "")) return;
    yield {
      at: wide,
      what: `\`${text(by)}\` on \`${text(wide) ?? "every role"}\` assumes every role whose trust names this account, the strongest among them`,
      fix: () => fixes(statement, project),
    };
  },
});

/** Roles of the module that trust some principal of AWS. */
function fixes(statement: Statement, project: Project): readonly Fix[] {
  if (statement.actions.length > 1) return [];
  return localBlocks("aws_iam_role", statement.owner, project)
    .filter((role) =>
      project.trusts().some((it) => (it.owner === role || it.users.includes(role)) && it.principals.some((one) => one.type === "AWS")),
    )
    .slice(0, 3)
    .map((role) => ({
      title: `Assume only ${namesOf([role])}`,
      edit: (it) => setResource(it, statement, { code: `${role.address}.arn` }),
    }));
}
