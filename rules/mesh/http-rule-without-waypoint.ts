/** HTTP conditions in ambient mode that no proxy enforces: ztunnel reads addresses and identities only. */
import { type Authorization, type Fix, rule } from "../api.js";
import { coversOnlyAmbient, matchesOf } from "../lib/mesh.js";
import { get, text } from "../lib/value.js";

const known: ReadonlySet<string> = new Set([
  "source.ip",
  "source.namespace",
  "source.principal",
  "source.serviceAccount",
  "destination.ip",
  "destination.port",
]);

export default rule({
  id: "mesh/http-rule-without-waypoint",
  title: "HTTP condition without a waypoint",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.authorization",
  refs: [],

  *check(policy, { mesh, kubernetes }) {
    if (coversOnlyAmbient(policy, mesh) !== true) return;
    const gateway = kubernetes
      .objectsBeside(policy, "gateway.networking.k8s.io/Gateway")
      .find((it) => text(get(it.body, "spec.gatewayClassName")) === "istio-waypoint");
    const fix = gateway?.name === undefined ? [] : atWaypoint(policy, gateway.name);
    const action = get(policy.body, "spec.action");
    if (action !== undefined && (policy.action === "CUSTOM" || policy.action === "AUDIT")) {
      yield {
        at: action,
        what: `In ambient mode ztunnel does not know \`${policy.action}\`: without a waypoint this policy does nothing`,
        fix,
      };
      return;
    }
    if (policy.action !== "ALLOW" && policy.action !== "DENY") return;
    for (const it of policy.rules) {
      const field = matchesOf(it).find((one) => one.attribute !== undefined && !known.has(one.attribute));
      if (field === undefined) continue;
      const rest = matchesOf(it).some((one) => one.attribute === undefined || known.has(one.attribute));
      yield {
        at: field.keyAt,
        what:
          policy.action === "ALLOW"
            ? `In ambient mode ztunnel drops rules with \`${field.field}\`: without a waypoint this one admits nobody`
            : rest
              ? `In ambient mode ztunnel drops \`${field.field}\`: without a waypoint this denies more than it says`
              : `In ambient mode ztunnel does not read \`${field.field}\`: without a waypoint nothing is denied`,
        fix,
      };
    }
  },
});

/** Attaches the policy to the waypoint, which reads HTTP. */
function atWaypoint(policy: Authorization, name: string): readonly Fix[] {
  const spec = get(policy.body, "spec");
  const selector = get(spec, "selector");
  if (spec === undefined) return [];
  return [
    {
      title: `Enforce it at the waypoint ${name}`,
      edit: (it) => {
        it.set(spec, "targetRefs", [{ group: "gateway.networking.k8s.io", kind: "Gateway", name }]);
        if (selector) it.remove(selector);
      },
    },
  ];
}
