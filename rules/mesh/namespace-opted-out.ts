/** Namespaces that keep themselves out of the mesh. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/namespace-opted-out",
  title: "Namespace out of the mesh",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["kyverno:linkerd-require-linkerd-mesh-injection"],

  *check(namespace) {
    const labels = get(namespace.body, "metadata.labels");
    if (isSystemNamespace(namespace.name) || get(labels, ["istio.io/dataplane-mode"]) !== undefined) return;
    const label = get(labels, ["istio-injection"]);
    const annotation = get(namespace.body, ["metadata", "annotations", "linkerd.io/inject"]);
    for (const [value, on] of [
      [label, "enabled"],
      [annotation, "enabled"],
    ] as const) {
      if (value === undefined || text(value) !== "disabled") continue;
      yield {
        at: value,
        what: `Nothing in \`${namespace.name ?? ""}\` joins the mesh: its traffic is plaintext, and its workloads have no identity`,
        fix: { title: "Bring the namespace into the mesh", edit: (it) => it.replace(value, on) },
      };
    }
  },
});
