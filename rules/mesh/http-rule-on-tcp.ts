/** HTTP conditions on ports that carry plain TCP. */
import { type AuthorizationRule, type Fix, type KubeObject, rule, type Value, type Workload } from "../api.js";
import { matchesOf, podPort, servicesOf } from "../lib/mesh.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/http-rule-on-tcp",
  title: "HTTP condition on a TCP port",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW", "DENY"],
  refs: [],

  *check(policy, { mesh, kubernetes }) {
    const services = kubernetes.objects(policy, "Service");
    for (const it of policy.rules) {
      const field = matchesOf(it).find((one) => one.attribute?.startsWith("request."));
      // With a port of its own, the rule says where it is meant to hold.
      if (field === undefined || matchesOf(it).some((one) => one.attribute === undefined || one.attribute === "destination.port")) continue;
      for (const workload of mesh.covered(policy)) {
        const ports = servicesOf(workload, services).flatMap((service) => items(get(service.body, "spec.ports")));
        const plain = ports.filter((port) => isHttp(port) === false);
        if (plain.length === 0 || (policy.action === "ALLOW" && plain.length < ports.length)) continue;
        const port = plain[0] && (podPort(plain[0], workload) ?? text(get(plain[0], "port")));
        yield {
          at: field.keyAt,
          what:
            policy.action === "DENY"
              ? `Port ${port} of \`${nameOf(workload)}\` is plain TCP, where \`${field.field}\` does not exist: Istio drops it there and denies the whole port`
              : `\`${nameOf(workload)}\` serves plain TCP, where \`${field.field}\` does not exist: this rule never matches and admits nobody`,
          fix: limited(
            it,
            ports.flatMap((one) => (isHttp(one) === true ? (podPort(one, workload) ?? []) : [])),
          ),
        };
        break;
      }
    }
  },
});

/** Names the HTTP port, where there is one. */
function limited(rule: AuthorizationRule, ports: readonly number[]): readonly Fix[] {
  const [port, ...more] = ports;
  if (port === undefined || more.length > 0 || rule.to === undefined) return [];
  const { to } = rule;
  return [
    {
      title: `Limit the rule to port ${port}`,
      edit: (it) => {
        for (const { at } of to) it.set(at, "operation.ports", [String(port)]);
      },
    },
  ];
}

function nameOf(it: KubeObject | Workload): string {
  return it.name ?? "";
}

/** Protocol selection by appProtocol or the port's name; undefined where Istio would look at the bytes. */
function isHttp(port: Value): boolean | undefined {
  const protocol = text(get(port, "appProtocol")) ?? text(get(port, "name"))?.split("-")[0];
  if (protocol === undefined) return undefined;
  if (/^(?:http|http2|https|grpc|grpc-web|kubernetes\.io\/h2c)$/i.test(protocol)) return true;
  return /^(?:tcp|tls|mysql|mongo|redis|postgres|postgresql|amqp|kafka|zookeeper)$/i.test(protocol) ? false : undefined;
}
