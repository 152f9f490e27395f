/** Namespaces with workloads that nobody brought into the mesh the others are in. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { get } from "../lib/value.js";

const keys = ["istio-injection", "istio.io/rev", "istio.io/dataplane-mode"];

export default rule({
  id: "mesh/namespace-left-out",
  title: "Namespace outside the mesh of the others",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/Namespace"],
  refs: ["istio:IST0102-NamespaceNotInjected"],

  *check(namespace, { kubernetes, mesh }) {
    const { name, labels } = namespace;
    if (name === undefined || !namespace.labelsComplete || isSystemNamespace(name) || isOfThePlatform(name)) return;
    if (keys.some((it) => labels.has(it)) || get(namespace.body, ["metadata", "annotations", "linkerd.io/inject"]) !== undefined) return;
    const workloads = kubernetes.workloadsBeside(namespace);
    if (workloads.length === 0 || workloads.some((it) => mesh.membership(it) !== "outside")) return;
    // Policies that nobody enforces have a finding of their own.
    const policies = [...mesh.peerAuthentications(namespace), ...mesh.authorizations(namespace), ...mesh.requestAuthentications(namespace)];
    if (policies.some((it) => it.namespace === name)) return;
    const joined = kubernetes.objects(namespace, "/Namespace").find((it) => joins(it.labels));
    if (joined === undefined) return;
    const ambient = joined.labels.get("istio.io/dataplane-mode") === "ambient";
    const [key, value] = ambient ? ["istio.io/dataplane-mode", "ambient"] : ["istio-injection", "enabled"];
    yield {
      at: namespace,
      what: `\`${joined.name ?? ""}\` is in the mesh and this namespace is not: its pods have no identity, and what they send and take is plaintext`,
      related: [{ at: joined, what: "In the mesh" }],
      fix: {
        title: `Label the namespace ${key}: ${value}`,
        edit: (it) => it.set(namespace.body, ["metadata", "labels", key ?? ""], value ?? ""),
      },
    };
  },
});

function joins(labels: ReadonlyMap<string, string>): boolean {
  return labels.get("istio-injection") === "enabled" || labels.has("istio.io/rev") || labels.get("istio.io/dataplane-mode") === "ambient";
}

/** Namespaces of the mesh itself and of what runs below it. */
function isOfThePlatform(name: string): boolean {
  return /istio|ingress|gateway|monitoring|observability|prometheus|grafana|cert-manager|flux|argo|external-secrets|vault|velero|gatekeeper|kyverno|tailscale/.test(
    name,
  );
}
