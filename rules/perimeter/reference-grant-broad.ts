/** ReferenceGrants that hand over every Secret or Service of a namespace. */
import { type KubeObject, rule, type Value } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "perimeter/reference-grant-broad",
  title: "ReferenceGrant for every object",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["gateway.networking.k8s.io/ReferenceGrant"],
  refs: [],

  *check(grant, { kubernetes }) {
    for (const it of items(get(grant.body, "spec.to"))) {
      const kind = text(get(it, "kind"));
      if (it.kind !== "dict" || !it.complete || (kind !== "Secret" && kind !== "Service") || get(it, "name") !== undefined) continue;
      const used = referenced(kind, grant, (pick) => kubernetes.objects(grant, pick));
      yield {
        at: get(it, "kind") ?? it,
        what: `Without a name this grants every ${kind} of \`${grant.namespace ?? "the namespace"}\`${kind === "Secret" ? ", certificates and passwords alike" : ""}`,
        fix: used.length === 1 ? { title: `Grant ${used[0]} only`, edit: (edit) => edit.set(it, "name", used[0] ?? "") } : [],
      };
    }
  },
});

/** Names of the objects of this namespace that gateways and routes elsewhere refer to. */
function referenced(kind: string, grant: KubeObject, objects: (pick: string) => readonly KubeObject[]): readonly string[] {
  const found = new Set<string>();
  const walk = (value: Value): void => {
    if (value.kind === "list") for (const it of value.items) walk(it);
    if (value.kind !== "dict") return;
    const name = text(get(value, "name"));
    if (
      name !== undefined &&
      text(get(value, "namespace")) === grant.namespace &&
      grant.namespace !== undefined &&
      (text(get(value, "kind")) ?? "Secret") === kind
    )
      found.add(name);
    for (const it of entries(value)) walk(it.value);
  };
  for (const it of ["Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute"].flatMap((pick) => objects(`gateway.networking.k8s.io/${pick}`))) {
    const spec = get(it.body, "spec");
    if (spec && it.namespaceKey !== grant.namespaceKey) walk(spec);
  }
  return [...found];
}
