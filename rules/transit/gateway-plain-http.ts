/** Istio gateways that serve HTTP without sending clients to HTTPS. */
import { type KubeObject, rule, type Value } from "../api.js";
import { flag, get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "transit/gateway-plain-http",
  title: "Gateway serves plain HTTP",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: [],

  *check(gateway) {
    if (isInternal(gateway)) return;
    const servers = items(get(gateway.body, "spec.servers"));
    for (const it of servers) {
      const protocol = get(it, "port.protocol");
      if (it.kind !== "dict" || !it.complete || protocol === undefined || !/^(?:HTTP|HTTP2|GRPC)$/i.test(text(protocol) ?? "")) continue;
      const tls = get(it, "tls");
      const redirect = get(tls, "httpsRedirect");
      if (redirect?.kind === "unknown" || tls?.kind === "unknown" || flag(redirect) === true) continue;
      const secure = servers.some((other) => /^HTTPS$/i.test(text(get(other, "port.protocol")) ?? "") && overlap(other, it));
      yield {
        at: protocol,
        what: `This server takes plain HTTP for ${text(get(it, "hosts.0")) === "*" ? "every host" : `\`${text(get(it, "hosts.0")) ?? "its hosts"}\``}: tokens and cookies cross the network readable${secure ? ", although the same hosts are served over HTTPS" : ""}`,
        fix: secure ? { title: "Redirect to HTTPS", edit: (edit) => edit.set(it, "tls.httpsRedirect", true) } : [],
      };
    }
  },
});

/** Egress and east-west gateways, and those that only the mesh reaches. */
function isInternal(gateway: KubeObject): boolean {
  const words = [gateway.name ?? "", ...texts(get(gateway.body, "spec.selector.istio")), ...texts(get(gateway.body, "spec.selector.app"))];
  return words.some((it) => /egress|east-?west|internal|private|cross-network/i.test(it));
}

function overlap(a: Value, b: Value): boolean {
  const bare = (it: Value): readonly string[] => texts(get(it, "hosts")).map((host) => host.replace(/^.*\//, ""));
  return bare(a).some((x) => bare(b).some((y) => x === y || x === "*" || y === "*"));
}
