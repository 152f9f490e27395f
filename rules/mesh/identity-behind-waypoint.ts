/** Policies on callers at a workload whose traffic comes from its waypoint. */
import { rule } from "../api.js";
import { matchesOf } from "../lib/mesh.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "mesh/identity-behind-waypoint",
  title: "Caller behind a waypoint",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy, { mesh, kubernetes }) {
    if (policy.scope !== "workload" && policy.scope !== "namespace") return;
    const [workload] = mesh.covered(policy);
    if (workload === undefined || mesh.membership(workload) !== "ambient") return;
    const waypoint = mesh.waypoint(workload);
    if (waypoint === undefined || waypoint === "none") return;
    const [field] = policy.rules
      .flatMap(matchesOf)
      .filter((it) => (it.attribute === "source.principal" || it.attribute === "source.serviceAccount") && !it.negative);
    if (field === undefined || !field.complete) return;
    // The waypoint itself is named: that pins traffic to it.
    if (field.values.some((it) => text(it)?.endsWith(`/${waypoint}`) || text(it)?.includes("*") || it.kind === "unknown")) return;
    const spec = get(policy.body, "spec");
    const selector = entry(spec, "selector");
    const services = kubernetes
      .objects(policy, "Service")
      .filter(
        (it) =>
          it.namespaceKey === policy.namespaceKey &&
          JSON.stringify(labels(get(it.body, "spec.selector"))) === JSON.stringify(labels(get(selector?.value, "matchLabels"))),
      );
    const name = services.length === 1 ? services[0]?.name : undefined;
    yield {
      at: field.keyAt,
      what: `Calls reach \`${workload.name ?? ""}\` through the waypoint \`${waypoint}\`, and its proxy sees the waypoint's identity: the callers named here are refused`,
      fix:
        spec === undefined || selector === undefined || name === undefined
          ? []
          : {
              title: `Attach the policy to the Service ${name}, at the waypoint`,
              edit: (it) => {
                it.set(spec, "targetRefs", [{ group: "", kind: "Service", name }]);
                it.remove(selector.value);
              },
            },
    };
  },
});

function labels(value: Parameters<typeof get>[0]): readonly (readonly [string, string | undefined])[] {
  return value?.kind === "dict" ? value.entries.map((it) => [it.key, text(it.value)] as const).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
}
