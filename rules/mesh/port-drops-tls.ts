/** Port settings that replace the TLS of the whole destination. */
import { rule } from "../api.js";
import { dataOf, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/port-drops-tls",
  title: "Port settings without the TLS above",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/DestinationRule"],
  refs: [],

  *check(destination) {
    const tls = get(destination.body, "spec.trafficPolicy.tls");
    const mode = text(get(tls, "mode"));
    if (tls === undefined || (mode !== "SIMPLE" && mode !== "MUTUAL")) return;
    for (const it of items(get(destination.body, "spec.trafficPolicy.portLevelSettings"))) {
      const port = get(it, "port");
      if (it.kind !== "dict" || !it.complete || get(it, "tls") !== undefined || port === undefined) continue;
      const number = text(get(port, "number")) ?? "this port";
      yield {
        at: port,
        what: `Settings of a port replace those of the destination: port ${number} has no TLS of its own, and calls to it leave in plaintext`,
        fix: { title: "Repeat the TLS settings for this port", edit: (edit) => edit.set(it, "tls", dataOf(tls)) },
      };
    }
  },
});
