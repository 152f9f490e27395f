/** Hosts that ask for a client certificate and are served without one by a wildcard beside them. */
import { type KubeObject, rule, type Value } from "../api.js";
import { entries, get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "perimeter/mutual-tls-host-bypass",
  title: "Client certificate bypassed by a wildcard",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: [],

  *check(gateway, { kubernetes }) {
    const gateways = kubernetes
      .objects(gateway, "networking.istio.io/Gateway")
      .filter((it) => it.namespaceKey === gateway.namespaceKey && pods(it) === pods(gateway));
    const strict = gateways.flatMap((it) =>
      items(get(it.body, "spec.servers")).flatMap((server) =>
        /^(?:MUTUAL|ISTIO_MUTUAL)$/.test(text(get(server, "tls.mode")) ?? "") ? [{ gateway: it, server }] : [],
      ),
    );
    const routes = kubernetes.objects(gateway, "networking.istio.io/VirtualService");
    for (const server of items(get(gateway.body, "spec.servers"))) {
      if (text(get(server, "tls.mode")) !== "SIMPLE") continue;
      for (const host of items(get(server, "hosts"))) {
        const pattern = bare(host);
        if (!pattern.startsWith("*")) continue;
        const held = strict.flatMap((it) =>
          items(get(it.server, "hosts")).flatMap((one) => (covers(pattern, bare(one)) ? [{ ...it, host: bare(one) }] : [])),
        )[0];
        if (held === undefined) continue;
        // Only where the host's routes hang on this gateway, too, is there something to reach.
        const bound = routes.some(
          (it) =>
            texts(get(it.body, "spec.hosts")).includes(held.host) &&
            texts(get(it.body, "spec.gateways")).some((name) => name === gateway.name || name === `${gateway.namespace}/${gateway.name}`),
        );
        if (!bound) continue;
        const named = [...new Set(routes.flatMap((it) => (binds(it, gateway) ? texts(get(it.body, "spec.hosts")) : [])))]
          .filter((it) => it !== held.host && covers(pattern, it))
          .slice(0, 1);
        yield {
          at: host,
          what: `\`${held.host}\` asks for a client certificate, but the proxy does not tie the Host header to the SNI: over a name of \`${pattern}\` the same routes answer without one`,
          related: [{ at: held.gateway, what: "requires the certificate" }],
          fix:
            named.length > 0 && items(get(server, "hosts")).length === 1
              ? { title: `Serve only ${named.join(", ")} here`, edit: (it) => it.replace(host, named[0] ?? "") }
              : [],
        };
      }
    }
  },
});

function binds(route: KubeObject, gateway: KubeObject): boolean {
  return texts(get(route.body, "spec.gateways")).some((name) => name === gateway.name || name === `${gateway.namespace}/${gateway.name}`);
}

function bare(host: Value): string {
  return (text(host) ?? "").replace(/^.*\//, "");
}

function covers(pattern: string, host: string): boolean {
  return host !== "" && !host.startsWith("*") && (pattern === "*" || host.endsWith(pattern.slice(1)));
}

/** The pods that serve a gateway, as text. */
function pods(gateway: KubeObject): string {
  return entries(get(gateway.body, "spec.selector"))
    .map((it) => `${it.key}=${text(it.value)}`)
    .sort()
    .join();
}
