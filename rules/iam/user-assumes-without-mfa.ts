/** Users and groups that take up roles with an access key alone. */
import { rule } from "../api.js";
import { restrains } from "../lib/conditions.js";
import { namedBy } from "../lib/grants.js";
import { conditionTexts, mayBeKey } from "../lib/iam.js";
import { addCondition } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/user-assumes-without-mfa",
  title: "User that assumes a role without MFA",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "iam.statement",
  needs: ["aws_iam_user_policy", "aws_iam_group_policy"],
  refs: ["kics:Authentication Without MFA"],

  *check(statement) {
    if (statement.effect !== "Allow" || !statement.complete || statement.clause("NotAction") !== undefined) return;
    if (!statement.users.some((it) => it.type === "aws_iam_user_policy" || it.type === "aws_iam_group_policy")) return;
    const by = namedBy(statement, "sts:AssumeRole");
    if (by === undefined || !/^sts:./i.test(text(by) ?? "")) return;
    const asked = statement.conditions.filter((it) => mayBeKey(it, "MultiFactorAuthPresent") || mayBeKey(it, "MultiFactorAuthAge"));
    // What an optional test leaves open is told by iam/mfa-bypass.
    if (asked.some((it) => !conditionTexts(it).includes("false"))) return;
    yield {
      at: by,
      what: "An access key alone takes up the role: nothing asks the user for a second factor",
      fix: asked.some((it) => !restrains(it))
        ? []
        : {
            title: "Require MFA",
            edit: (it) => addCondition(it, statement, { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] }),
          },
    };
  },
});
