/** TLS modes of Istio gateways that are missing, or that let clients choose. */
import { type Fix, rule, type Value } from "../api.js";
import { entry, flag, get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "transit/gateway-tls-mode",
  title: "Gateway with an unsafe TLS mode",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: [],

  *check(gateway) {
    for (const server of items(get(gateway.body, "spec.servers"))) {
      const tls = entry(server, "tls");
      const mode = get(tls?.value, "mode");
      if (tls === undefined || tls.value.kind !== "dict") continue;
      const known = text(mode);
      const set = (value: string): Fix => ({ title: `Set the mode ${value}`, edit: (it) => it.set(tls.value, "mode", value) });
      if (mode === undefined && tls.value.complete && get(tls.value, "credentialName") !== undefined)
        yield {
          at: tls.keyAt,
          what: "Without a mode the first of the list holds, `PASSTHROUGH`: the certificate named here is never used",
          fix: set("SIMPLE"),
        };
      if (mode && known === "OPTIONAL_MUTUAL")
        yield {
          at: mode,
          what: "`OPTIONAL_MUTUAL` asks for a client certificate and goes on without one: whoever has none just sends none",
          fix: set("MUTUAL"),
        };
      if (mode && known === "AUTO_PASSTHROUGH" && !isEastWest(gateway.labels, server))
        yield {
          at: mode,
          what: "`AUTO_PASSTHROUGH` takes a client to any service of the mesh that it names in its SNI: that is for gateways between clusters",
          fix: set("PASSTHROUGH"),
        };
      const skip = get(tls.value, "insecureSkipVerify");
      if (skip && flag(skip) === true && known === "MUTUAL")
        yield {
          at: skip,
          what: "The client's certificate is asked for and not verified: any certificate passes",
          fix: { title: "Verify client certificates", edit: (it) => it.remove(skip) },
        };
    }
  },
});

function isEastWest(labels: ReadonlyMap<string, string>, server: Value): boolean {
  const hosts = texts(get(server, "hosts"));
  return (
    labels.has("topology.istio.io/network") || hosts.length === 0 || hosts.every((it) => it.endsWith(".local") || it.endsWith(".global"))
  );
}
