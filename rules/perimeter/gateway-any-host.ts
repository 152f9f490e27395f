/** Gateways on which any namespace may claim any host. */
import { type Fix, rule } from "../api.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "perimeter/gateway-any-host",
  title: "Gateway for any host",
  pillar: "networks",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: [],

  *check(gateway, { kubernetes }) {
    for (const server of items(get(gateway.body, "spec.servers"))) {
      if (!/^(?:HTTPS|TLS)$/i.test(text(get(server, "port.protocol")) ?? "")) continue;
      const hosts = get(server, "hosts");
      for (const host of items(hosts)) {
        if (!/^(?:\*\/)?\*$/.test(text(host) ?? "")) continue;
        const routed = kubernetes
          .objects(gateway, "networking.istio.io/VirtualService")
          .filter((it) =>
            texts(get(it.body, "spec.gateways")).some((name) => name === gateway.name || name === `${gateway.namespace}/${gateway.name}`),
          )
          .flatMap((it) =>
            texts(get(it.body, "spec.hosts")).map((name) => `${it.namespace === gateway.namespace ? "." : (it.namespace ?? "*")}/${name}`),
          );
        const named = [...new Set(routed)].filter((it) => !it.endsWith("/*")).sort();
        const fix: Fix = {
          title: `Serve only ${named.length === 1 ? named[0] : `the ${named.length} hosts that are routed here`}`,
          edit: (it) => hosts && it.replace(hosts, named),
        };
        yield {
          at: host,
          what: `\`${text(host)}\` lets every namespace attach a VirtualService for any host here, and take over another's traffic`,
          fix: named.length > 0 && items(hosts).length === 1 ? fix : [],
        };
      }
    }
  },
});
