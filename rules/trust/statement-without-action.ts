/** Federated trust statements that do not say what may be done. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "trust/statement-without-action",
  title: "Trust statement without an action",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "safe",
  on: "trust.statement",
  refs: [],

  *check(statement) {
    if (statement.spelling !== "document" || statement.effect !== "Allow") return;
    if (get(statement.body, "actions") !== undefined || get(statement.body, "not_actions") !== undefined) return;
    if (!statement.principals.some((it) => it.type === "Federated")) return;
    yield {
      at: statement,
      what: "A trust statement without `actions` allows nothing: AWS rejects it as a trust policy",
      fix: {
        title: "Add `sts:AssumeRoleWithWebIdentity`",
        edit: (it) => it.set(statement.place, "actions", ["sts:AssumeRoleWithWebIdentity"]),
      },
    };
  },
});
