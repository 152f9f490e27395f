/** Certificates that vouch for themselves. */
import { type Fix, type KubeObject, type KubernetesProject, rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "trust/self-signed-certificate",
  title: "Self-signed certificate",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["cert-manager.io/Certificate"],
  refs: [],

  *check(certificate, { kubernetes }) {
    const name = get(certificate.body, "spec.issuerRef.name");
    const kind =
      text(get(certificate.body, "spec.issuerRef.kind") ?? undefined) ??
      (get(certificate.body, "spec.issuerRef.kind") === undefined ? "Issuer" : undefined);
    const authority = get(certificate.body, "spec.isCA");
    // A root signs itself: that is what it is for.
    if (name === undefined || kind === undefined || authority?.kind === "unknown" || flag(authority) === true) return;
    const issuers = kubernetes
      .objects(certificate, `cert-manager.io/${kind}`)
      .filter((it) => kind === "ClusterIssuer" || it.namespaceKey === certificate.namespaceKey);
    const issuer = issuers.find((it) => it.name !== undefined && it.name === text(name));
    if (issuer === undefined || get(issuer.body, "spec.selfSigned")?.kind !== "dict") return;
    if (isInjected(certificate, kubernetes)) return;
    const others = issuers.filter(
      (it) => it.name !== undefined && ["ca", "vault", "venafi", "acme"].some((type) => get(it.body, `spec.${type}`)?.kind === "dict"),
    );
    yield {
      at: name,
      what: `\`${text(name)}\` lets the certificate sign itself: nobody can verify it, so clients learn to skip verification`,
      related: [{ at: issuer, what: "signs nothing but itself" }],
      fix: others
        .slice(0, 3)
        .map((it: KubeObject): Fix => ({ title: `Have it issued by ${it.name}`, edit: (edit) => edit.replace(name, it.name ?? "") })),
    };
  },
});

const injected = [
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "apiregistration.k8s.io/APIService",
];

/** Whether cert-manager hands the certificate to somebody who verifies it, or may: words that are no name are filled in later. */
function isInjected(certificate: KubeObject, { mayHide, objects }: KubernetesProject): boolean {
  return injected.some(
    (kind) =>
      mayHide(certificate, kind) ||
      objects(certificate, kind).some((it) => {
        const annotation = get(it.body, ["metadata", "annotations", "cert-manager.io/inject-ca-from"]);
        const named = text(annotation)?.split("/")[1] ?? "";
        return (
          annotation !== undefined && (certificate.name === undefined || named === certificate.name || !/^[a-z0-9][a-z0-9.-]*$/.test(named))
        );
      }),
  );
}
