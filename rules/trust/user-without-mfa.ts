/** Trust in users that does not ask for a second factor. */
import { rule } from "../api.js";
import { restrains } from "../lib/conditions.js";
import { mayBeKey } from "../lib/iam.js";
import { addCondition } from "../lib/narrow.js";
import { pieces } from "../lib/value.js";

export default rule({
  id: "trust/user-without-mfa",
  title: "Role that a user assumes without MFA",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "warning",
  fixes: "review",
  on: "trust.statement",
  refs: ["kics:Cross-Account IAM Assume Role Policy Without ExternalId or MFA"],

  *check(statement) {
    if (statement.effect !== "Allow" || !statement.complete) return;
    const users = statement.principals.filter(
      (it) =>
        it.type === "AWS" &&
        /^arn:[^:]*:iam::[^:]*:user\//.test(
          pieces(it.value)
            ?.map((one) => one ?? "")
            .join("") ?? "",
        ),
    );
    const [user] = users;
    if (
      user === undefined ||
      statement.conditions.some((it) => (mayBeKey(it, "MultiFactorAuthPresent") || mayBeKey(it, "MultiFactorAuthAge")) && restrains(it))
    )
      return;
    yield {
      at: user.value,
      what: "A user's access key alone assumes this role: nothing asks for a second factor",
      fix:
        users.length === statement.principals.length
          ? {
              title: "Require MFA",
              edit: (it) => addCondition(it, statement, { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] }),
            }
          : [],
    };
  },
});
