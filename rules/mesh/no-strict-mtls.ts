/** Namespaces in the mesh for which nothing sets STRICT mTLS. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/no-strict-mtls",
  title: "Mesh namespace without STRICT mTLS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: [],

  *check(namespace, project) {
    const { kubernetes } = project;
    const injected =
      namespace.labels.get("istio-injection") === "enabled" ||
      namespace.labels.has("istio.io/rev") ||
      namespace.labels.get("istio.io/dataplane-mode") === "ambient";
    if (
      !injected ||
      namespace.name === undefined ||
      namespace.labels.get("istio-injection") === "disabled" ||
      !kubernetes.closedWorld(namespace)
    )
      return;
    if (kubernetes.mayHide(namespace, "security.istio.io/PeerAuthentication")) return;
    const all = kubernetes.objects(namespace, "security.istio.io/PeerAuthentication");
    // A policy of the root namespace, or one whose scope is unknown, may already decide.
    if (
      all.some(
        (it) =>
          it.namespace === undefined ||
          it.namespace === namespace.name ||
          it.namespace === "istio-system" ||
          text(get(it.body, "spec.mtls.mode")) === undefined,
      )
    )
      return;
    if (kubernetes.objects(namespace, "IstioOperator").length > 0) return;
    yield {
      at: namespace,
      what: `The mesh accepts plaintext in \`${namespace.name}\`: without a PeerAuthentication the mode is PERMISSIVE`,
      fix: {
        title: "Create a PeerAuthentication with STRICT mTLS",
        edit: (it) =>
          it.createObject(namespace, {
            apiVersion: "security.istio.io/v1",
            kind: "PeerAuthentication",
            metadata: { name: "default", namespace: namespace.name ?? "" },
            spec: { mtls: { mode: "STRICT" } },
          }),
      },
    };
  },
});
