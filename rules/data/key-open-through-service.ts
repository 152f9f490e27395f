/** Key policies that let any account in as long as it comes through a service. */
import { rule } from "../api.js";
import { addCondition, ownAccount } from "../lib/perimeter.js";
import { text } from "../lib/value.js";

export default rule({
  id: "data/key-open-through-service",
  title: "Key that any account may use through a service",
  pillar: "data",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: ["Principal", "NotPrincipal"],
  refs: [],

  *check(policy, project) {
    if (!policy.users.some((it) => it.type.startsWith("aws_kms_"))) return;
    for (const { statement, everyone, reach } of project.audiences(policy)) {
      const [first] = everyone;
      if (first === undefined || reach !== "service") continue;
      const account = ownAccount(project, policy.owner);
      yield {
        at: first.value,
        what: `\`${text(first.value)}\` with \`kms:ViaService\` alone lets every account use the key, as long as it goes through that service`,
        fix: {
          title: "Limit it to this account",
          edit: (it) => {
            addCondition(it, statement, "StringEquals", "kms:CallerAccount", account.expression);
            account.declare(it);
          },
        },
      };
    }
  },
});
