/** ALLOW policies whose source and operation stand in separate rules. */
import { type AuthorizationRule, rule } from "../api.js";
import { isSplit, listed, matchesOf, onlyProbes } from "../lib/mesh.js";
import { dataOf, entries, text } from "../lib/value.js";

export default rule({
  id: "mesh/from-and-to-split",
  title: "Source and operation split into two rules",
  pillar: "identity",
  tenet: ["T3", "T4"],
  severity: "error",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy) {
    for (const [i, first] of policy.rules.entries()) {
      const second = policy.rules[i + 1];
      if (second === undefined || !isSplit(first, second) || onlyProbes(second)) continue;
      // An operation that is not known may be a probe's.
      if (matchesOf(second).some((it) => !it.complete)) continue;
      const [only] = entries(second.at);
      if (only === undefined) continue;
      const callers = matchesOf(first).flatMap((it) => (it.negative ? [] : it.values.flatMap((value) => text(value) ?? [])));
      yield {
        at: only.keyAt,
        what: `Two rules mean OR: anyone may ${operations(second)}, and ${callers.length > 0 ? listed(callers) : "the named source"} may call everything. One rule with \`from\` and \`to\` means AND`,
        related: [{ at: first.at, what: "matches every request of this source" }],
        fix: {
          title: "Merge the two rules into one",
          edit: (it) => {
            for (const { key, value } of entries(second.at)) it.set(first.at, key, dataOf(value));
            it.remove(second.at);
          },
        },
      };
    }
  },
});

/** What an operation rule lets everybody do, as people say it: \`POST /orders\`. */
function operations(rule: AuthorizationRule): string {
  const of = (attribute: string): readonly string[] =>
    matchesOf(rule).flatMap((it) => (it.attribute === attribute && !it.negative ? it.values.flatMap((value) => text(value) ?? []) : []));
  const methods = of("request.method");
  const paths = of("request.path");
  const ports = of("destination.port");
  if (paths.length > 0) return `call ${listed(paths.map((it) => (methods.length === 1 ? `${methods[0]} ${it}` : it)))}`;
  if (methods.length > 0) return `call ${listed(methods)} on every path`;
  return ports.length > 0 ? `reach port ${listed(ports)}` : "perform these operations";
}
