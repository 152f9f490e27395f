/** Allow statements that pass any role to any service. */
import { rule } from "../api.js";
import { grants, mayBeKey } from "../lib/iam.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/pass-any-role",
  title: "PassRole on every role",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "iam.statement",
  refs: ["trivy:AWS-0342", "checkov:CKV_AWS_110", "checkov:CKV_AWS_286", "kics:IAM Policy Grants PassRole"],

  *check(statement, project) {
    if (!grants(statement)) return;
    const wide = statement.resources.find((it) => /^(?:\*|arn:aws[\w-]*:iam::[^:]*:(?:role\/)?\*)$/.test(text(it) ?? ""));
    if (
      wide === undefined ||
      !statement.complete ||
      statement.conditions.some((it) => mayBeKey(it, "PassedToService") || mayBeKey(it, "AssociatedResourceArn"))
    )
      return;
    for (const action of statement.actions) {
      const known = text(action);
      if (known === undefined || known === "*" || !project.actions.expand(known).some((it) => it.name === "iam:PassRole")) continue;
      yield {
        at: action,
        what: `\`${known}\` on \`${text(wide)}\` hands any role of the account to a service, an administrator's too`,
        related: [{ at: wide, what: "this resource" }],
      };
    }
  },
});
