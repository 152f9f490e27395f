/** Delegated role creation without a limit on what the roles may do. */
import { code, rule, type Statement, type Value } from "../api.js";
import { actionsOf, mayName, namedBy, wideResource } from "../lib/grants.js";
import { grants } from "../lib/iam.js";
import { addCondition, localBlocks } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/role-creator-without-boundary",
  title: "Role creation without a boundary",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "iam.policy",
  needs: actionsOf("iam"),
  refs: [],

  *check(policy, project) {
    const statements = policy.effective.filter(
      (it) => policy.statements.includes(it) && grants(it) && it.complete && it.conditions.length === 0 && mayName(it, "iam"),
    );
    const creator = first(statements, ["iam:CreateRole", "iam:CreateUser"]);
    const writer = creator && first(statements, ["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:AttachUserPolicy", "iam:PutUserPolicy"]);
    if (creator === undefined || writer === undefined) return;
    // On every role and user it is a way to administrator, which is told with its path.
    if (
      [creator, writer].some(
        ({ statement }) => wideResource(statement, "iam") !== undefined || statement.resources.some((it) => it.kind === "unknown"),
      )
    )
      return;
    const boundary = localBlocks("aws_iam_policy", policy.owner, project).find((it) => /boundary/i.test(it.name));
    yield {
      at: creator.by,
      what: `\`${text(creator.by)}\` with \`${text(writer.by)}\` makes principals with any permission, more than their maker has`,
      related: writer.by === creator.by ? [] : [{ at: writer.by, what: "gives them permissions" }],
      fix: boundary
        ? {
            title: `Require the boundary \`${boundary.address}\``,
            edit: (it) => {
              for (const statement of new Set([creator.statement, writer.statement]))
                addCondition(it, statement, {
                  operator: "StringEquals",
                  key: "iam:PermissionsBoundary",
                  values: [code(`${boundary.address}.arn`)],
                });
            },
          }
        : [],
    };
  },
});

function first(
  statements: readonly Statement[],
  actions: readonly string[],
): { readonly statement: Statement; readonly by: Value } | undefined {
  for (const statement of statements) {
    if (statement.clause("NotAction") !== undefined) continue;
    for (const action of actions) {
      const by = namedBy(statement, action);
      if (by) return { statement, by };
    }
  }
  return undefined;
}
