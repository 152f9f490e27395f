/** Allow statements that call whatever function there is. */
import { rule } from "../api.js";
import { actionsOf, wideGrants } from "../lib/grants.js";
import { grants } from "../lib/iam.js";
import { limitFixes } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/invokes-every-function",
  title: "Grant that calls every function",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.statement",
  of: ["grant"],
  needs: actionsOf("lambda"),
  refs: [],

  *check(statement, project) {
    if (!grants(statement) || statement.clause("NotAction") !== undefined) return;
    const [found] = wideGrants(statement, ["lambda:InvokeFunction"]);
    if (found === undefined) return;
    const { by, wide } = found;
    // On `*` it is told with every other action that writes.
    if (text(wide) === "*" || /^(?:\*|[^:]*:?\*)$/.test(text(by) ?? "*")) return;
    yield {
      at: wide,
      what: `\`${text(wide) ?? "NotResource"}\` calls every function of the account, with whatever each of them may do`,
      related: [{ at: by, what: "this action" }],
      fix: () => limitFixes(statement, project),
    };
  },
});
