/** Fields that newer versions of Cilium drop from a policy. */
import { type Fix, type PolicyRule, type Project, rule } from "../api.js";
import { plainLabels } from "../lib/cilium.js";
import { entry, get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-removed-field",
  title: "Condition that Cilium no longer reads",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { connectivity }) {
    for (const key of ["fromRequires", "toRequires"]) {
      const found = entry(it.body, key);
      if (found === undefined) continue;
      yield {
        at: found.keyAt,
        what: `\`${key}\` is gone since Cilium 1.19: the labels that it asks for are no longer asked for, and the rule lets in more than it says`,
        fix: merged(it, key, connectivity),
      };
    }
  },
});

/** The labels asked for in every selector of the same direction, which is what the field meant. */
function merged(it: PolicyRule, key: string, connectivity: Project["connectivity"]): Fix | undefined {
  const [wanted, ...more] = items(get(it.body, key));
  const labels = plainLabels(wanted);
  const named = key === "fromRequires" ? "fromEndpoints" : "toEndpoints";
  const rules = connectivity.rules(it.policy).filter((one) => one.direction === it.direction && one.action === "allow");
  const others = rules.filter((one) => one.body !== it.body || get(one.body, named) !== undefined);
  const selectors = others.flatMap((one) => items(get(one.body, named)));
  if (labels === undefined || more.length > 0 || selectors.length === 0) return undefined;
  // A peer of another kind has no labels that could be asked for.
  if (others.some((one) => one.peers.some((peer) => peer.kind !== "pods"))) return undefined;
  if (selectors.some((one) => one.kind !== "dict" || get(one, "matchLabels")?.kind === "unknown")) return undefined;
  const alone = it.body.kind === "dict" && it.body.complete && it.body.entries.length === 1;
  const field = entry(it.body, key);
  return {
    title: `Ask for ${labels.map(([name, value]) => `\`${name}: ${value}\``).join(", ")} in each \`${named}\``,
    edit: (edit) => {
      for (const selector of selectors) for (const [name, value] of labels) edit.set(selector, ["matchLabels", name], value);
      if (alone) edit.remove(it.body);
      else if (field) edit.remove(field.keyAt);
    },
  };
}
