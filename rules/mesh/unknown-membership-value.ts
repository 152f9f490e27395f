/** Mesh labels with a value that nobody knows: the namespace or pod stays outside. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/unknown-membership-value",
  title: "Mesh label with an unknown value",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["kyverno:istio-enforce-ambient-mode-namespace", "kyverno:istio-enforce-sidecar-injection-namespace"],

  *check(namespace) {
    for (const [label, values] of labels) {
      const value = get(namespace.body, ["metadata", "labels", label]);
      const known = text(value);
      const [joined = ""] = values;
      if (value === undefined || known === undefined || values.includes(known)) continue;
      yield {
        at: value,
        what: `\`${label}\` knows ${values.map((it) => `\`${it}\``).join(" and ")}: with \`${known}\` the pods of the namespace stay outside the mesh`,
        fix: { title: `Set it to ${joined}`, edit: (it) => it.replace(value, joined) },
      };
    }
  },
});

const labels: readonly (readonly [label: string, values: readonly string[]])[] = [
  ["istio.io/dataplane-mode", ["ambient", "none"]],
  ["istio-injection", ["enabled", "disabled"]],
];
