/** Trust in EKS Pod Identity that does not let it tag the session. */
import { rule } from "../api.js";
import { coversText } from "../lib/patterns.js";
import { text } from "../lib/value.js";

export default rule({
  id: "trust/pod-identity-without-tags",
  title: "Pod Identity trust without TagSession",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "trust.statement",
  refs: [],

  *check(statement) {
    const clause = statement.clause("Action");
    if (statement.effect !== "Allow" || !statement.complete || clause === undefined) return;
    const service = statement.principals.find((it) => it.type === "Service" && text(it.value) === "pods.eks.amazonaws.com");
    if (service === undefined || statement.actions.some((it) => coversText(it, "sts:TagSession", true) !== false)) return;
    yield {
      at: clause,
      what: "Pod Identity tags every session that it starts: without `sts:TagSession` no pod gets this role",
      fix: { title: "Add `sts:TagSession`", edit: (it) => it.append(clause, "sts:TagSession") },
    };
  },
});
