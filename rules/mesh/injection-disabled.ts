/** Workloads that step out of the mesh in a namespace that is in it. */
import { rule, type Value } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/injection-disabled",
  title: "Workload out of the mesh",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["sidecar.istio.io/inject", "istio.io/dataplane-mode"],
  refs: ["kyverno:istio-prevent-disabling-injection-pods"],

  *check(workload, { mesh }) {
    const label = get(workload.podMetadata, ["labels", "sidecar.istio.io/inject"]);
    const annotation = label === undefined ? get(workload.podMetadata, ["annotations", "sidecar.istio.io/inject"]) : undefined;
    const mode = get(workload.podMetadata, ["labels", "istio.io/dataplane-mode"]);
    const at = refuses(label) ? label : refuses(annotation) ? annotation : text(mode) === "none" ? mode : undefined;
    // Jobs that would never end beside a proxy, and what the node itself runs.
    if (at === undefined || workload.kind === "Job" || workload.kind === "CronJob" || get(workload.pod, "hostNetwork") !== undefined)
      return;
    // A gateway is a proxy itself, and the control plane makes them.
    if (
      workload.containers.some((it) => it.name === "istio-proxy") ||
      workload.podLabels.has("istio") ||
      workload.podLabels.has("gateway.networking.k8s.io/gateway-name")
    )
      return;
    const held = mesh
      .authorizations(workload)
      .some((it) => it.action !== "AUDIT" && mesh.applies(it, workload) === true && it.scope === "workload");
    yield {
      at,
      what: held
        ? `\`${workload.name ?? ""}\` opts out of the mesh: its AuthorizationPolicies are not enforced, and its traffic is plaintext without an identity`
        : `\`${workload.name ?? ""}\` opts out of the mesh: its traffic is plaintext, it has no identity, and no policy holds for it`,
      fix: { title: "Bring the workload back into the mesh", edit: (it) => it.remove(at) },
    };
  },
});

/** Whatever is not one of the injector's words for yes means no. */
function refuses(value: Value | undefined): boolean {
  return value !== undefined && !/^(?:y|yes|true|on|)$/i.test(text(value) ?? "");
}
