/** ALLOW policies with a rule that always matches. */
import { rule } from "../api.js";
import { narrowedTo } from "../lib/mesh.js";

export default rule({
  id: "mesh/allow-all-rule",
  title: "ALLOW policy with an empty rule",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy, project) {
    for (const { at, complete, from, to, when } of policy.rules) {
      if (!complete || from !== undefined || to !== undefined || when.length > 0) continue;
      if (at.kind !== "null" && (at.kind !== "dict" || at.entries.length > 0)) continue;
      yield {
        at,
        what: "An empty rule always matches: every caller, authenticated or not, may do everything",
        fix: [
          ...narrowedTo(policy, project, (it, principals) => it.replace(at, { from: [{ source: { principals } }] })),
          { title: "Remove the rule: what no other rule allows is denied then", edit: (it) => it.remove(at) },
        ],
      };
    }
  },
});
