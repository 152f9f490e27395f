/** Traffic that goes past the sidecar. */
import { type Problem, rule, type Value, type Workload } from "../api.js";
import { containerPorts } from "../lib/mesh.js";
import { isPrivate, parseCidr } from "../lib/network.js";
import { get, text } from "../lib/value.js";

const prefix = "traffic.sidecar.istio.io/";

export default rule({
  id: "mesh/port-not-captured",
  title: "Traffic past the proxy",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: [
    `${prefix}excludeInboundPorts`,
    `${prefix}includeInboundPorts`,
    `${prefix}excludeOutboundIPRanges`,
    "sidecar.istio.io/interceptionMode",
    "ambient.istio.io/bypass-inbound-capture",
  ],
  refs: [],

  *check(workload) {
    const annotation = (name: string): Value | undefined => get(workload.podMetadata, ["annotations", name]);
    const ports = annotation(`${prefix}excludeInboundPorts`);
    if (ports) yield* inbound(workload, ports);
    const included = annotation(`${prefix}includeInboundPorts`);
    if (included && text(included) === "")
      yield { at: included, what: "No inbound port is captured: mTLS and every policy are skipped for all calls to this pod" };
    const mode = annotation("sidecar.istio.io/interceptionMode");
    if (mode && text(mode) === "NONE")
      yield {
        at: mode,
        what: "`NONE` redirects no traffic to the proxy: mTLS and policies hold only for clients that address it on purpose",
        fix: { title: "Redirect traffic to the proxy", edit: (it) => it.remove(mode) },
      };
    const bypass = annotation("ambient.istio.io/bypass-inbound-capture");
    if (bypass && text(bypass) === "true")
      yield {
        at: bypass,
        what: "Calls to this pod go past ztunnel: no identity is checked, and no policy holds",
        fix: { title: "Capture inbound traffic", edit: (it) => it.remove(bypass) },
      };
    const ranges = annotation(`${prefix}excludeOutboundIPRanges`);
    const wide = text(ranges)
      ?.split(",")
      .find((it) => {
        const cidr = parseCidr(it);
        return cidr !== undefined && (cidr.length === 0 || (cidr.length <= 16 && isPrivate(cidr)));
      });
    if (ranges && wide !== undefined)
      yield {
        at: ranges,
        what: `Calls to \`${wide.trim()}\` leave in plaintext, past the proxy: the callee sees no identity and no egress rule holds`,
        fix: { title: "Send all calls through the proxy", edit: (it) => it.remove(ranges) },
      };
  },
});

function* inbound(workload: Workload, annotation: Value): Iterable<Problem> {
  const listed = text(annotation)
    ?.split(",")
    .map((it) => it.trim());
  const declared = containerPorts(workload) ?? [];
  const open = listed?.filter(
    (it) =>
      it === "*" ||
      declared.some((port) => String(port.port) === it && port.tcp && port.nameKnown && !/metrics|prom|health|probe/.test(port.name ?? "")),
  );
  if (listed === undefined || open === undefined || open.length === 0) return;
  const rest = listed.filter((it) => !open.includes(it));
  yield {
    at: annotation,
    what: `Port ${open.join(", ")} of \`${workload.name ?? ""}\` is taken past the proxy: no mTLS, and no AuthorizationPolicy holds there`,
    fix: {
      title: "Let the proxy hold the port",
      edit: (it) => (rest.length > 0 ? it.replace(annotation, rest.join(",")) : it.remove(annotation)),
    },
  };
}
