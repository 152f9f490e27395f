/** Rego policies that allow what no rule has looked at. */
import { code, type RegoNode, type RegoRule, rule } from "../api.js";
import { field, grants } from "../lib/rego.js";

export default rule({
  id: "trust/default-allow",
  title: "Policy that allows by default",
  pillar: "identity",
  tenet: ["T4", "T6"],
  severity: "error",
  fixes: "review",
  on: "rego.module",
  refs: [],

  *check(module) {
    if (module.test) return;
    for (const it of module.rules) {
      if (!grants(it)) continue;
      const granted = saysYes(it.value);
      if (it.isDefault && granted !== undefined)
        yield {
          at: granted.at,
          what: `\`${it.name}\` is true where no rule decides: a request that nobody thought of is allowed`,
          ...(module.editable && granted.kind === "flag"
            ? { fix: { title: `Deny by default`, edit: (edit) => edit.replace(granted.at, code("false")) } }
            : {}),
        };
      else if (!it.isDefault && isUnconditional(it))
        yield { at: granted?.at ?? it.headAt, what: `\`${it.name}\` is true without a condition: every request is allowed` };
    }
  },
});

/** The literal that allows: `true`, or the one in `{"allowed": true}`. */
function saysYes(value: RegoNode | undefined): RegoNode | undefined {
  const inner = value?.kind === "object" ? (field(value, "allowed") ?? field(value, "allow")) : value;
  return inner?.kind === "flag" && inner.known ? inner : undefined;
}

/** `allow := true`, `allow { true }`. */
function isUnconditional({ value, branches }: RegoRule): boolean {
  if (branches.length === 0) return saysYes(value) !== undefined;
  const [first] = branches;
  return (
    (value === undefined || saysYes(value) !== undefined) &&
    first !== undefined &&
    first.body.length > 0 &&
    first.body.every((it) => it.kind === "flag" && it.known)
  );
}
