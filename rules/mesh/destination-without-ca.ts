/** TLS origination that names no certificate authority: old proxies then verify nothing. */
import { rule } from "../api.js";
import { entry, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/destination-without-ca",
  title: "TLS origination without a CA",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.istio.io/DestinationRule"],
  refs: ["istio:IST0128", "istio:IST0129"],

  *check(destination) {
    const top = get(destination.body, "spec.trafficPolicy");
    for (const holder of [top, ...items(get(top, "portLevelSettings"))]) {
      const tls = entry(holder, "tls");
      const mode = text(get(tls?.value, "mode"));
      if (tls?.value.kind !== "dict" || !tls.value.complete || (mode !== "SIMPLE" && mode !== "MUTUAL")) continue;
      if (["caCertificates", "credentialName", "insecureSkipVerify", "subjectAltNames"].some((it) => get(tls.value, it) !== undefined))
        continue;
      yield {
        at: tls.keyAt,
        what: "No certificate authority is named: proxies of older Istio releases accept any certificate here",
        fix: {
          title: "Verify against the system's certificate authorities",
          edit: (it) => it.set(tls.value, "caCertificates", "/etc/ssl/certs/ca-certificates.crt"),
        },
      };
    }
  },
});
