/** Trust in another account that does not ask for an external id. */
import { type Condition, code, type Editor, type Project, rule, type Statement } from "../api.js";
import { parseOperator, restrains } from "../lib/conditions.js";
import { conditionTexts, shape } from "../lib/iam.js";
import { addCondition } from "../lib/narrow.js";
import { accountOf, isAccountRoot, ownAccounts } from "../lib/trust.js";
import { isUnknown, text } from "../lib/value.js";

export default rule({
  id: "trust/third-party-without-external-id",
  title: "Other account trusted without an external id",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "warning",
  fixes: "review",
  on: "trust.statement",
  refs: ["kics:Cross-Account IAM Assume Role Policy Without ExternalId or MFA"],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete || statement.conditions.some(proves)) return;
    const own = ownAccounts(statement.owner, project);
    if (own.unknown) return;
    for (const { type, value } of statement.principals) {
      const account = accountOf(text(value) ?? "");
      if (type !== "AWS" || account === undefined || own.ids.has(account)) continue;
      // Where the workspace does not say whose it is, a role by name may be a neighbour of the same organisation.
      if (own.ids.size === 0 && !isAccountRoot(value)) continue;
      yield {
        at: value,
        what:
          own.ids.size === 0
            ? `Account \`${account}\` may assume this role without \`sts:ExternalId\`: if it is a vendor's, each of its customers can have it do so`
            : `Account \`${account}\` may assume this role for whichever of its customers asks: no \`sts:ExternalId\` says that it is you`,
        fix: statement.conditions.some((it) => keyOf(it) === "sts:externalid")
          ? []
          : { title: "Require an external id", edit: (it) => addCondition(it, statement, externalId(it, statement, project)) },
      };
    }
  },
});

function keyOf(condition: Condition): string {
  return (shape(condition.key)?.pattern ?? "*").toLowerCase();
}

/** A condition that a confused deputy does not meet, or that may be one. */
function proves(condition: Condition): boolean {
  const key = keyOf(condition);
  if (key.includes("*")) return true;
  if (!restrains(condition)) return false;
  if (/^aws:(?:principalorgid|principalorgpaths|principalarn|principaltag\/.*)$/.test(key)) return true;
  if (key === "sts:externalid")
    return condition.values.some(isUnknown) || conditionTexts(condition).some((it) => it !== "" && !/^[*?]*$/.test(it));
  if (key === "aws:multifactorauthage") return true;
  if (key !== "aws:multifactorauthpresent") return false;
  return parseOperator(condition.operator)?.name !== "Bool" || !conditionTexts(condition).includes("false");
}

function externalId(it: Editor, statement: Statement, project: Project): Parameters<typeof addCondition>[2] {
  const declared = project.terraform.blocks(statement.owner, "variable").filter((one) => one.scope === statement.owner.scope);
  const known = declared.find((one) => /external_?id/i.test(one.name));
  if (known === undefined) it.createBlock(statement.owner, { type: "variable", labels: ["external_id"], body: { type: code("string") } });
  return { operator: "StringEquals", key: "sts:ExternalId", values: [code(`var.${known?.name ?? "external_id"}`)] };
}
