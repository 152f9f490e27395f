/** Namespaces with mesh policies and no mesh. */
import { rule } from "../api.js";
import { listed } from "../lib/mesh.js";
import { get } from "../lib/value.js";

export default rule({
  id: "mesh/namespace-not-injected",
  title: "Mesh policies in a namespace outside the mesh",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["istio:IST0102-NamespaceNotInjected"],

  *check(namespace, { mesh, kubernetes }) {
    const { name } = namespace;
    if (
      name === undefined ||
      !namespace.labelsComplete ||
      name === mesh.settings(namespace).rootNamespace ||
      mesh.settings(namespace).rootNamespace === undefined
    )
      return;
    if (["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"].some((it) => namespace.labels.has(it))) return;
    const policies = [
      // What takes plaintext, or leaves it to others, needs no proxy.
      ...mesh.peerAuthentications(namespace).filter((it) => [it, ...it.ports].some((one) => one.mode === "STRICT")),
      ...mesh.authorizations(namespace),
      ...mesh.requestAuthentications(namespace),
    ].filter((it) => it.namespace === name && it.scope !== "target");
    const workloads = kubernetes.workloadsBeside(namespace);
    // Somebody's pods must be there, and all of them known to have no proxy.
    if (policies.length === 0 || workloads.length === 0 || workloads.some((it) => mesh.membership(it) !== "outside")) return;
    const ambient = kubernetes.objects(namespace, "Namespace").some((it) => it.labels.get("istio.io/dataplane-mode") === "ambient");
    const labels = get(namespace.body, "metadata.labels");
    const [key, value] = ambient ? ["istio.io/dataplane-mode", "ambient"] : ["istio-injection", "enabled"];
    yield {
      at: namespace,
      what: `No pod of \`${name}\` has a proxy, so that nothing enforces ${listed(policies.flatMap((it) => it.name ?? []))}`,
      fix: {
        title: `Label the namespace ${key}: ${value}`,
        edit: (it) =>
          labels ? it.set(labels, [key ?? ""], value ?? "") : it.set(namespace.body, ["metadata", "labels", key ?? ""], value ?? ""),
      },
    };
  },
});
