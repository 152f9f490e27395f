/** Allow statements that name every action of IAM. */
import { rule } from "../api.js";
import { actionsOf, limitsGrant, wideResource } from "../lib/grants.js";
import { grants } from "../lib/iam.js";
import { coversText } from "../lib/patterns.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/all-of-iam",
  title: "All of IAM",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  needs: actionsOf("iam"),
  refs: ["checkov:CKV2_AWS_40", "checkov:CKV_AWS_289", "checkov:CKV_AWS_109", "kics:Lambda Function With Privileged Role"],

  *check(statement) {
    if (!grants(statement) || wideResource(statement, "iam") === undefined || statement.conditions.some(limitsGrant)) return;
    for (const action of statement.actions) {
      const known = text(action);
      if (known?.endsWith("*") !== true || /^\*+(?::\*+)?$/.test(known) || coversText(known, "iam:*", true) !== true) continue;
      yield {
        at: action,
        what: `\`${known}\` writes everybody's permissions, its holder's own included: that is an administrator by another name`,
        fix: {
          title: "Read only: `iam:Get*` and `iam:List*`",
          edit: (it) => {
            const clause = statement.clause("Action");
            if (statement.actions.length === 1 || clause?.kind !== "list") it.replace(clause ?? action, ["iam:Get*", "iam:List*"]);
            else {
              it.replace(action, "iam:Get*");
              it.append(clause, "iam:List*");
            }
          },
        },
      };
    }
  },
});
