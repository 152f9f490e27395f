/** Allow statements that change or enter whatever runs, with the roles that it has. */
import { type Fix, rule, type Value } from "../api.js";
import { escalationPaths, firstServices, hijacks } from "../lib/escalation.js";
import { actionsOf } from "../lib/grants.js";
import { limitFixes } from "../lib/narrow.js";
import { text } from "../lib/value.js";

export default rule({
  id: "iam/takes-over-workloads",
  title: "Grant that takes over workloads",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "iam.policy",
  needs: actionsOf(...firstServices(hijacks)),
  refs: [],

  *check(policy, project) {
    if (policy.use !== "identity" && policy.use !== "unknown") return;
    const seen = new Set<unknown>();
    for (const { method, steps } of escalationPaths(
      policy.effective.filter((it) => policy.statements.includes(it)),
      hijacks,
    )) {
      const [step] = steps;
      if (step === undefined || seen.has(step.by) || /^(?:\*|[^:]*:\*+)$/.test(text(step.by) ?? "*")) continue;
      seen.add(step.by);
      yield {
        at: step.by,
        what: `\`${step.action}\` on everything: the holder ${method.gains}`,
        ...(step.wide ? { related: [{ at: step.wide, what: "this resource" }] } : {}),
        fix: () => [...limitFixes(step.statement, project), ...(step.statement.actions.length > 1 ? [takeAway(step.by)] : [])],
      };
    }
  },
});

function takeAway(action: Value): Fix {
  return { title: `Take \`${text(action)}\` away`, edit: (it) => it.remove(action) };
}
