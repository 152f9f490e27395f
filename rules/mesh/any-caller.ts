/** ALLOW rules that name operations and let anyone use them. */
import { rule } from "../api.js";
import { isSplit, namesCaller, narrowedTo, onlyProbes, ownNamespace } from "../lib/mesh.js";
import { entry } from "../lib/value.js";

export default rule({
  id: "mesh/any-caller",
  title: "ALLOW rule without a caller",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy, project) {
    for (const [i, it] of policy.rules.entries()) {
      const to = entry(it.at, "to");
      if (!it.complete || to === undefined || it.to === undefined || namesCaller(it) || onlyProbes(it)) continue;
      // What may be a probe's path is not known to be none. Split from the rule above: that is said there.
      if (it.to.some((one) => !one.complete || one.matches.some((match) => !match.complete))) continue;
      const above = policy.rules[i - 1];
      if (above && isSplit(above, it)) continue;
      yield {
        at: to.keyAt,
        what: "This rule names operations but no caller: anyone who reaches the workload may use them",
        fix: [
          ...narrowedTo(policy, project, (edit, principals) => edit.set(it.at, "from", [{ source: { principals } }])),
          ...ownNamespace(policy, (edit, namespaces) => edit.set(it.at, "from", [{ source: { namespaces } }])),
        ],
      };
    }
  },
});
