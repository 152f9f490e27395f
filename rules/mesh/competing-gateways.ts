/** Gateways that answer for the same host on the same port. */
import { type KubeObject, rule, type Value } from "../api.js";
import { dataOf, entries, get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/competing-gateways",
  title: "Two Gateways for one host",
  pillar: "networks",
  tenet: ["T5"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: ["istio:IST0145-ConflictingGateways"],

  *check(gateway, { kubernetes }) {
    const selector = selectorOf(gateway);
    if (selector === undefined || gateway.name === undefined) return;
    const others = kubernetes
      .objects(gateway, "networking.istio.io/Gateway")
      .filter((it) => it.name !== undefined && (it.name !== gateway.name || it.namespaceKey !== gateway.namespaceKey))
      .filter((it) => selectorOf(it) === selector);
    for (const server of items(get(gateway.body, "spec.servers")))
      for (const host of items(get(server, "hosts"))) {
        const other = others.find((it) => items(get(it.body, "spec.servers")).some((one) => answers(one, server, text(host))));
        if (other === undefined) continue;
        yield {
          at: host,
          what: `\`${other.name ?? ""}\` answers for \`${text(host) ?? ""}\` on the same port: the settings of one of them count, TLS and client certificates included, and nobody says whose`,
          related: [{ at: other, what: "The other Gateway" }],
        };
      }
  },
});

/** The pods that a Gateway configures; undefined where they are not known. */
function selectorOf(it: KubeObject): string | undefined {
  const selector = get(it.body, "spec.selector");
  if (selector === undefined || !isComplete(selector) || entries(selector).some((one) => text(one.value) === undefined)) return undefined;
  return JSON.stringify(
    entries(selector)
      .map((one) => [one.key, dataOf(one.value)])
      .sort(),
  );
}

/** The same port and the same host. Hosts that name their namespaces are told apart by them. */
function answers(a: Value, b: Value, host: string | undefined): boolean {
  const port = text(get(a, "port.number"));
  return (
    port !== undefined &&
    port === text(get(b, "port.number")) &&
    host !== undefined &&
    items(get(a, "hosts")).some((it) => text(it) === host)
  );
}
