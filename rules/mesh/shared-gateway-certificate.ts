/** One certificate in several Gateways: a connection made to one host carries requests for another. */
import { type KubeObject, rule, type Value } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/shared-gateway-certificate",
  title: "Certificate shared by Gateways",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: ["istio:IST0138-GatewayDuplicateCertificate"],

  *check(gateway, { kubernetes }) {
    if (gateway.name === undefined) return;
    const others = kubernetes
      .objects(gateway, "networking.istio.io/Gateway")
      .filter((it) => it.name !== undefined && (it.name !== gateway.name || it.namespaceKey !== gateway.namespaceKey) && meet(it, gateway));
    for (const credential of credentials(gateway)) {
      const name = text(credential);
      const other = name === undefined ? undefined : others.find((it) => credentials(it).some((one) => text(one) === name));
      if (other === undefined) continue;
      yield {
        at: credential,
        what: `\`${other.name ?? ""}\` shows the same certificate: a browser sends requests for its hosts over a connection made here, past the TLS settings of the other Gateway`,
        related: [{ at: other, what: "Shows it, too" }],
      };
    }
  },
});

function credentials(it: KubeObject): readonly Value[] {
  return items(get(it.body, "spec.servers")).flatMap((server) => get(server, "tls.credentialName") ?? []);
}

/** Whether the same pods serve both: every label that both ask for is the same, and they share one. */
function meet(a: KubeObject, b: KubeObject): boolean {
  const labels = entries(get(b.body, "spec.selector"));
  const own = entries(get(a.body, "spec.selector"));
  const common = own.filter((it) => labels.some((one) => one.key === it.key));
  return (
    common.length > 0 &&
    common.every((it) => labels.some((one) => one.key === it.key && text(one.value) !== undefined && text(one.value) === text(it.value)))
  );
}
