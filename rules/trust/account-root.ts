/** Trust in the whole own account. */
import { rule } from "../api.js";
import { addCondition } from "../lib/narrow.js";
import { accountOf, isAccountRoot, ownAccounts } from "../lib/trust.js";
import { references, text } from "../lib/value.js";

export default rule({
  id: "trust/account-root",
  title: "Role that the whole account may assume",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "trust.statement",
  refs: ["kics:IAM Role Policy Allows Root"],

  *check(statement, project) {
    if (statement.effect !== "Allow" || !statement.complete || statement.conditions.length > 0) return;
    const own = ownAccounts(statement.owner, project);
    for (const { type, value } of statement.principals) {
      if (type !== "AWS" || !isAccountRoot(value)) continue;
      const account = accountOf(text(value) ?? "");
      const looked = references(value).some((it) => /^data\.aws_caller_identity\./.test(it.address));
      if (account === undefined ? !looked : !own.ids.has(account)) continue;
      yield {
        at: value,
        what: "The root of the account stands for every principal in it: whoever may call `sts:AssumeRole` there is in",
        ...(account === undefined
          ? {}
          : {
              fix: {
                title: "Let only named roles in (nobody passes until `CHANGE_ME` is filled in)",
                edit: (it) =>
                  addCondition(it, statement, {
                    operator: "ArnLike",
                    key: "aws:PrincipalArn",
                    values: [`arn:aws:iam::${account}:role/CHANGE_ME`],
                  }),
              },
            }),
      };
    }
  },
});
