/** TLS origination that names no certificate authority: old proxies then verify nothing. */
import { type KubeObject, rule } from "../api.js";
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
  refs: ["istio:IST0128-NoServerCertificateVerificationDestinationLevel", "istio:IST0129-NoServerCertificateVerificationPortLevel"],

  *check(destination) {
    // Without a selector sidecars do not read Secrets: only gateways do.
    const selected = get(destination.body, "spec.workloadSelector") !== undefined;
    const policies = [
      get(destination.body, "spec.trafficPolicy"),
      ...items(get(destination.body, "spec.subsets")).map((it) => get(it, "trafficPolicy")),
    ];
    for (const holder of policies.flatMap((it) => [it, ...items(get(it, "portLevelSettings"))])) {
      const tls = entry(holder, "tls");
      const mode = text(get(tls?.value, "mode"));
      if (tls?.value.kind !== "dict" || !tls.value.complete || (mode !== "SIMPLE" && mode !== "MUTUAL")) continue;
      if (["caCertificates", "insecureSkipVerify", "subjectAltNames"].some((it) => get(tls.value, it) !== undefined)) continue;
      const credential = get(tls.value, "credentialName");
      if (credential !== undefined && (selected || mode === "MUTUAL" || isForGateways(destination))) continue;
      yield {
        at: tls.keyAt,
        what: `${credential === undefined ? "No certificate authority is named" : "Without a `workloadSelector` only gateways read `credentialName`, so that no certificate authority is named for sidecars"}: proxies of older Istio releases accept any certificate here`,
        fix: {
          title: "Verify against the system's certificate authorities",
          edit: (it) => it.set(tls.value, "caCertificates", "/etc/ssl/certs/ca-certificates.crt"),
        },
      };
    }
  },
});

/** Whether the traffic may be that of a gateway, by where the rule lives or who may see it. */
function isForGateways(destination: KubeObject): boolean {
  const namespace = get(destination.body, "metadata.namespace");
  if (namespace !== undefined && text(namespace) === undefined) return true;
  return (
    get(destination.body, "spec.exportTo") !== undefined ||
    /istio-system|gateway|gress/.test(`${destination.namespace} ${destination.name}`)
  );
}
