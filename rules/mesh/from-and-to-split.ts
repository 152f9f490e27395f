/** ALLOW policies whose source and operation stand in separate rules. */
import { rule, type Value } from "../api.js";
import { dataOf, get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "mesh/from-and-to-split",
  title: "Source and operation split into two rules",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["security.istio.io/AuthorizationPolicy"],
  refs: [],

  *check(policy) {
    const action = get(policy.body, "spec.action");
    if (action !== undefined && text(action) !== "ALLOW") return;
    const rules = items(get(policy.body, "spec.rules"));
    for (const [i, rule] of rules.entries()) {
      const next = rules[i + 1];
      if (!only(rule, "from") || next === undefined || !only(next, "to")) continue;
      const to = get(next, "to");
      if (to === undefined) continue;
      // Probes are called by the kubelet, which has no identity: leaving them open is deliberate.
      const paths = items(to).map((it) => texts(get(it, "operation.paths")));
      if (paths.length > 0 && paths.every((it) => it.length > 0 && it.every((path) => /health|ready|live|startup|ping|status/i.test(path))))
        continue;
      const callers = items(get(rule, "from")).flatMap((it) => texts(get(it, "source.principals")));
      yield {
        at: next.kind === "dict" ? (next.entries[0]?.keyAt ?? next) : next,
        what: `List items are OR: anyone may call these operations, and ${callers[0] ? `\`${callers[0]}\`` : "the named source"} may call everything. One rule with \`from\` and \`to\` means AND`,
        fix: {
          title: "Merge the two rules into one",
          edit: (it) => {
            it.set(rule, "to", dataOf(to));
            it.remove(next);
          },
        },
      };
    }
  },
});

function only(rule: Value, key: string): boolean {
  return rule.kind === "dict" && rule.complete && rule.entries.length === 1 && rule.entries[0]?.key === key;
}
