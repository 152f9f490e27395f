/** Tokens asked for on ports where no request is read. */
import { rule } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/jwt-on-tcp",
  title: "Token check on a port without requests",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "none",
  on: "mesh.requestAuthentication",
  refs: ["istio:IST0119-JwtFailureDueToInvalidServicePortPrefix"],

  *check(policy, { kubernetes }) {
    const { requirements, complete } = policy.selector;
    if (policy.scope !== "workload" || !complete || requirements.length === 0) return;
    for (const service of kubernetes.objectsBeside(policy, "/Service")) {
      const selector = entries(get(service.body, "spec.selector"));
      const chosen = requirements.every((one) => selector.some((it) => it.key === one.key && one.values.includes(text(it.value) ?? "")));
      if (!chosen) continue;
      const ports = items(get(service.body, "spec.ports"));
      const plain = ports.find((port) => readsNothing(port));
      // Ports that are read beside it are why the policy is there.
      if (plain === undefined || !ports.every((port) => readsNothing(port))) continue;
      yield {
        at: policy,
        what: `\`${service.name}\` serves its ports as plain ${text(get(plain, "protocol")) === "UDP" ? "UDP" : "TCP"}: no token is read there, and every caller gets through without one`,
        related: [{ at: plain, what: "No requests are read here" }],
      };
    }
  },
});

/** By appProtocol, else by the prefix of the name; a name without a known prefix leaves it to detection. */
function readsNothing(port: Parameters<typeof get>[0]): boolean {
  if (text(get(port, "protocol")) === "UDP") return true;
  const protocol = get(port, "appProtocol") ?? get(port, "name");
  return /^(?:tcp|tls|mongo|mysql|redis|udp)(?:-|$)/.test(text(protocol) ?? "");
}
