/** Policies that are only logged. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "mesh/dry-run",
  title: "Policy in dry run",
  pillar: "identity",
  tenet: ["T6", "T7"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  refs: [],

  *check(policy) {
    const annotation = get(policy.body, ["metadata", "annotations", "istio.io/dry-run"]);
    if (policy.dryRun !== true || annotation === undefined) return;
    yield {
      at: annotation,
      what: `A dry run decides nothing: \`${policy.name ?? ""}\` is logged and every request goes on as if it were not there`,
      fix: { title: "Enforce the policy", edit: (it) => it.remove(annotation) },
    };
  },
});
