/** Private authorities from which every namespace gets certificates for any name. */
import { rule } from "../api.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "trust/issuer-for-any-name",
  title: "Cluster-wide issuer for any name",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["cert-manager.io/ClusterIssuer"],
  refs: [],

  *check(issuer, { kubernetes }) {
    const type = ["ca", "vault"].flatMap((it) => entry(get(issuer.body, "spec"), it) ?? [])[0];
    if (type === undefined || kubernetes.mayHide(issuer, "policy.cert-manager.io/CertificateRequestPolicy")) return;
    if (kubernetes.objects(issuer, "policy.cert-manager.io/CertificateRequestPolicy").length > 0) return;
    yield {
      at: type.keyAt,
      what: "Any namespace may ask this authority for any name, another service's included: an Issuer in the namespace, or a CertificateRequestPolicy, keeps names apart",
    };
  },
});
