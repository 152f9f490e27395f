/** `tls` blocks of client rules that name no mode. */
import { type Fix, rule } from "../api.js";
import { entries, entry, get, items } from "../lib/value.js";

export default rule({
  id: "mesh/tls-without-mode",
  title: "TLS settings without a mode",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/DestinationRule"],
  refs: [],

  *check(destination) {
    const policies = [
      get(destination.body, "spec.trafficPolicy"),
      ...items(get(destination.body, "spec.subsets")).map((it) => get(it, "trafficPolicy")),
    ];
    for (const holder of policies.flatMap((it) => [it, ...items(get(it, "portLevelSettings"))])) {
      const tls = entry(holder, "tls");
      if (tls === undefined || tls.value.kind !== "dict" || !tls.value.complete || get(tls.value, "mode") !== undefined) continue;
      const keys = new Set(entries(tls.value).map((it) => it.key));
      const mode = keys.has("clientCertificate") ? "MUTUAL" : "SIMPLE";
      const fix: Fix = { title: `Set the mode ${mode}`, edit: (it) => it.set(tls.value, "mode", mode) };
      yield {
        at: tls.keyAt,
        what: "Without a mode the first of the list holds, `DISABLE`: calls go in plaintext, and everything else in this block is ignored",
        fix: keys.size > 0 ? fix : [],
      };
    }
  },
});
