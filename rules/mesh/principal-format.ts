/** Identities in a form that Istio never reports. */
import { type Authorization, type Fix, rule, type Value } from "../api.js";
import { matchesOf } from "../lib/mesh.js";
import { text } from "../lib/value.js";

export default rule({
  id: "mesh/principal-format",
  title: "Principal that matches nobody",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.authorization",
  refs: [],

  *check(policy) {
    for (const { attribute, negative, values } of policy.rules.flatMap(matchesOf)) {
      if (attribute !== "source.principal" && attribute !== "request.auth.principal" && attribute !== "source.namespace") continue;
      for (const value of values) {
        const known = text(value);
        if (known === undefined || isValid(attribute, known)) continue;
        const opens = (policy.action === "DENY") !== negative;
        yield {
          at: value,
          what: `${expected(attribute, known)}, so that \`${known}\` matches nobody${opens ? ", and what this keeps out gets in" : ""}`,
          fix: attribute === "source.principal" ? rewritten(value, known, policy) : [],
        };
      }
    }
  },
});

function isValid(attribute: string, value: string): boolean {
  if (attribute === "source.namespace") return !value.includes("/");
  // A star at either end stands for anything, but never for a scheme that no principal has.
  if (attribute === "request.auth.principal") return value.includes("/") || value.includes("*");
  if (value.startsWith("spiffe:") || value.slice(1, -1).includes("*")) return false;
  return value.startsWith("*") || value.endsWith("*") || /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/.test(value);
}

function expected(attribute: string, value: string): string {
  if (attribute === "source.namespace") return "A namespace is its bare name";
  if (attribute === "request.auth.principal") return "A request principal is `issuer/subject`";
  return value.startsWith("spiffe:")
    ? "Istio's principals have no `spiffe://` in front"
    : "A principal is `trust-domain/ns/namespace/sa/account`";
}

function rewritten(value: Value, known: string, policy: Authorization): readonly Fix[] {
  const bare = known.replace(/^spiffe:\/\//, "");
  const [, ns, sa] = /^system:serviceaccount:([\w-]+):([\w-]+)$/.exec(bare) ??
    /^([\w-]+)\/([\w-]+)$/.exec(bare) ?? [undefined, policy.namespace, bare];
  const principal = isValid("source.principal", bare)
    ? bare
    : ns !== undefined && sa !== undefined && /^[\w-]+$/.test(sa)
      ? `cluster.local/ns/${ns}/sa/${sa}`
      : undefined;
  return principal === undefined ? [] : [{ title: `Write it as ${principal}`, edit: (it) => it.replace(value, principal) }];
}
