/** Namespaces in the mesh for which nothing sets STRICT mTLS. */
import { rule } from "../api.js";

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

  *check(namespace, { kubernetes, mesh }) {
    const { name, labels } = namespace;
    const injected = labels.get("istio-injection") === "enabled" || (!labels.has("istio-injection") && labels.has("istio.io/rev"));
    if (name === undefined || !namespace.labelsComplete || !(injected || labels.get("istio.io/dataplane-mode") === "ambient")) return;
    const { rootNamespace } = mesh.settings(namespace);
    if (
      rootNamespace === undefined ||
      !kubernetes.closedWorld(namespace) ||
      kubernetes.mayHide(namespace, "security.istio.io/PeerAuthentication")
    )
      return;
    // A policy of the root namespace, or one whose scope or mode is unknown, may already decide.
    const decided = mesh
      .peerAuthentications(namespace)
      .some((it) => it.namespace === undefined || it.namespace === name || it.namespace === rootNamespace || it.mode === undefined);
    if (decided || kubernetes.objects(namespace, "IstioOperator").length > 0) return;
    yield {
      at: namespace,
      what: `The mesh accepts plaintext in \`${name}\`: without a PeerAuthentication the mode is PERMISSIVE`,
      fix: {
        title: "Create a PeerAuthentication with STRICT mTLS",
        edit: (it) =>
          it.createObject(namespace, {
            apiVersion: "security.istio.io/v1",
            kind: "PeerAuthentication",
            metadata: { name: "default", namespace: name },
            spec: { mtls: { mode: "STRICT" } },
          }),
      },
    };
  },
});
