/** ALLOW rules that name a caller and let it do everything. */
import { rule } from "../api.js";
import { isSplit, namesCaller } from "../lib/mesh.js";
import { entry } from "../lib/value.js";

export default rule({
  id: "mesh/any-operation",
  title: "ALLOW rule without an operation",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],
  strict: true,

  *check(policy) {
    // For one workload, naming its callers is the step that counts.
    if (policy.scope !== "namespace" && policy.scope !== "mesh") return;
    for (const [i, it] of policy.rules.entries()) {
      const from = entry(it.at, "from");
      const below = policy.rules[i + 1];
      if (
        !it.complete ||
        from === undefined ||
        it.to !== undefined ||
        it.when.length > 0 ||
        !namesCaller(it) ||
        (below && isSplit(it, below))
      )
        continue;
      yield { at: from.keyAt, what: "Without `to` this caller may use every method and path on every port" };
    }
  },
});
