/** Gateway listeners on which every namespace may publish. */
import { rule, type Value } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "perimeter/routes-from-all",
  title: "Routes from every namespace",
  pillar: "networks",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["gateway.networking.k8s.io/Gateway"],
  refs: [],

  *check(gateway, { kubernetes }) {
    const routes = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"].flatMap((it) =>
      kubernetes.objects(gateway, `gateway.networking.k8s.io/${it}`),
    );
    const attached = routes.filter((it) =>
      items(get(it.body, "spec.parentRefs")).some((parent) => text(get(parent, "name")) === gateway.name),
    );
    const homes = [...new Set(attached.flatMap((it) => it.namespace ?? []))].sort();
    for (const listener of items(get(gateway.body, "spec.listeners"))) {
      const namespaces = get(listener, "allowedRoutes.namespaces");
      const from = get(namespaces, "from");
      if (from === undefined || namespaces === undefined || text(from) !== "All") continue;
      yield {
        at: from,
        what: `Every namespace may publish on listener \`${text(get(listener, "name")) ?? ""}\`, under any of its hosts: one team's route can answer for another's`,
        fix:
          homes.length === 0 || attached.some((it) => it.namespace === undefined)
            ? []
            : {
                title: `Take routes from ${homes.join(", ")} only`,
                edit: (it) => it.replace(namespaces, narrowedTo(homes)),
              },
      };
    }
    const listeners: Value | undefined = get(gateway.body, "spec.allowedListeners.namespaces.from");
    if (listeners && text(listeners) === "All")
      yield {
        at: listeners,
        what: "Every namespace may add listeners to this gateway, with hosts and certificates of its own",
        fix: { title: "Take listeners of the same namespace only", edit: (it) => it.replace(listeners, "Same") },
      };
  },
});

function narrowedTo(namespaces: readonly string[]) {
  const key = "kubernetes.io/metadata.name";
  const selector =
    namespaces.length === 1
      ? { matchLabels: { [key]: namespaces[0] } }
      : { matchExpressions: [{ key, operator: "In", values: namespaces }] };
  return { from: "Selector", selector };
}
