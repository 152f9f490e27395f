/** Proxies whose image the injector fills in, where no injector comes. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/auto-image-not-injected",
  title: "Proxy that nobody injects",
  pillar: "networks",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["auto"],
  refs: ["istio:IST0146-ImageAutoWithoutInjectionWarning", "istio:IST0147-ImageAutoWithoutInjectionError"],

  *check(workload, { kubernetes }) {
    const container = workload.containers.find((it) => it.name === "istio-proxy" && text(get(it.body, "image")) === "auto");
    const image = get(container?.body, "image");
    const labels = kubernetes.namespaceLabels(workload);
    if (image === undefined || labels === undefined || !workload.podLabelsComplete) return;
    const asked = workload.podLabels.get("sidecar.istio.io/inject");
    const revision = workload.podLabels.has("istio.io/rev") || labels.has("istio.io/rev");
    const enabled = labels.get("istio-injection") === "enabled" || (revision && !labels.has("istio-injection")) || asked === "true";
    if (enabled && asked !== "false" && labels.get("istio-injection") !== "disabled") return;
    const metadata = workload.podMetadata;
    yield {
      at: image,
      what: "The injector puts its own image in the place of `auto`, and it does not come to this pod: the proxy never starts",
      fix:
        metadata === undefined || labels.get("istio-injection") === "disabled"
          ? undefined
          : { title: "Ask for injection", edit: (it) => it.set(metadata, ["labels", "sidecar.istio.io/inject"], "true") },
    };
  },
});
