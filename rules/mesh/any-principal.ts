/** ALLOW rules that take any identity for a permission. */
import { rule } from "../api.js";
import { narrowedTo, ownNamespace } from "../lib/mesh.js";
import { parseCidr } from "../lib/network.js";
import { text } from "../lib/value.js";

export default rule({
  id: "mesh/any-principal",
  title: "Any identity is allowed",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy, project) {
    for (const { at, matches, complete } of policy.rules.flatMap((it) => it.from ?? [])) {
      for (const { attribute, field, negative, list, values } of matches) {
        if (negative) continue;
        const wide = values.find((it) => isWide(attribute, text(it)));
        if (wide === undefined) continue;
        // Another field of the same source may be narrow.
        if (!complete || matches.some((it) => it.list !== list && !it.values.some((value) => isWide(it.attribute, text(value))))) continue;
        const fix = [
          ...narrowedTo(policy, project, (it, principals) => it.replace(list, principals)),
          ...ownNamespace(policy, (it, namespaces) => it.replace(at, { source: { namespaces } })),
        ];
        yield {
          at: wide,
          what:
            attribute === "source.ip" || attribute === "remote.ip"
              ? `\`${text(wide)}\` is every address: this source names nobody`
              : `\`${text(wide)}\` admits every identity of the mesh: authentication without authorization, any workload may call`,
          related: [{ at, what: "the source" }],
          ...(field === "principals" && values.length === 1 && matches.length === 1 ? { fix } : {}),
        };
      }
    }
  },
});

function isWide(attribute: string | undefined, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (attribute === "source.principal") return value === "*" || /^[^/]+\/(?:ns\/)?\*$/.test(value) || /^\*(?:\/sa\/\*?)?$/.test(value);
  if (attribute === "source.namespace") return value === "*";
  return (attribute === "source.ip" || attribute === "remote.ip") && parseCidr(value)?.length === 0;
}
