/** Trust in GitHub Actions whose subject leaves the organisation open. */
import { rule } from "../api.js";
import { conditionTexts, mayBeKey, operatorOf, shape } from "../lib/iam.js";
import { items, text } from "../lib/value.js";

export default rule({
  id: "trust/wide-github-subject",
  title: "GitHub trust that reaches too far",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "none",
  on: "trust.statement",
  refs: ["checkov:CKV_AWS_358", "checkov:CKV_AZURE_249"],

  *check(statement) {
    if (statement.effect !== "Allow") return;
    for (const condition of statement.conditions) {
      if (!mayBeKey(condition, "sub") || shape(condition.key)?.pattern.startsWith("token.actions.githubusercontent.com") !== true) continue;
      const like = operatorOf(condition)?.base.toLowerCase() === "stringlike";
      for (const value of condition.values.flatMap((it) => items(it))) {
        const known = text(value);
        if (known === undefined || !conditionTexts(condition).includes(known)) continue;
        const [, repository = ""] = /^repo:([^:]*)/.exec(known) ?? [];
        const owner = repository.split("/")[0] ?? "";
        if (!like || !(known === "*" || known.startsWith("repo:*") || owner.includes("*") || repository === "")) continue;
        yield { at: value, what: `\`${known}\` trusts workflows of GitHub organisations that anyone can create` };
      }
    }
  },
});
