/** DNS allowed over one protocol only. */
import { rule } from "../api.js";
import { dataOf, get } from "../lib/value.js";

export default rule({
  id: "segmentation/dns-one-protocol",
  title: "DNS over one protocol only",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.egress"],
  refs: [],

  *check(it, { connectivity }) {
    const dns = (of: typeof it): readonly (string | undefined)[] =>
      of.ports.flatMap((port) => (port.port === 53 && port.known ? [port.protocol] : []));
    const own = dns(it);
    if (it.enforced !== true || own.length === 0 || it.ports.some((port) => !port.known || port.port === undefined)) return;
    const peers = JSON.stringify(dataOf(get(it.body, "to")));
    const siblings = connectivity
      .rules(it.policy)
      .filter((one) => one.direction === "egress" && JSON.stringify(dataOf(get(one.body, "to"))) === peers);
    if (siblings.some((one) => one.anyPort !== false)) return;
    const found = new Set(siblings.flatMap(dns));
    const missing = (["UDP", "TCP"] as const).find((protocol) => !found.has(protocol));
    const ports = get(it.body, "ports");
    const first = it.ports.find((port) => port.port === 53);
    if (missing === undefined || ports === undefined || first === undefined) return;
    yield {
      at: first,
      what:
        missing === "TCP"
          ? "DNS falls back to TCP for long answers: over UDP alone some names do not resolve"
          : `Port 53 over TCP alone: nearly every lookup uses UDP, so names do not resolve${first.value.kind === "dict" && get(first.value, "protocol") === undefined ? "; without `protocol` a port is TCP" : ""}`,
      fix: { title: `Allow ${missing} too`, edit: (edit) => edit.append(ports, { protocol: missing, port: 53 }) },
    };
  },
});
