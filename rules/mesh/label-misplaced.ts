/** Mesh labels and annotations on objects where nobody reads them. */
import { rule } from "../api.js";
import { entries, get } from "../lib/value.js";

/** Read from the pod alone. */
const ofPods: ReadonlySet<string> = new Set([
  "sidecar.istio.io/inject",
  "istio.io/dataplane-mode",
  "istio.io/use-waypoint",
  "linkerd.io/inject",
]);

export default rule({
  id: "mesh/label-misplaced",
  title: "Mesh label where nobody reads it",
  pillar: "networks",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  refs: ["istio:IST0107-MisplacedAnnotation"],

  *check(workload) {
    const metadata = get(workload.body, "metadata");
    if (workload.kind === "Pod" || metadata?.kind !== "dict") return;
    for (const place of ["labels", "annotations"])
      for (const { key, keyAt, value } of entries(get(metadata, place))) {
        const read = ofPods.has(key) || /^(?:traffic\.sidecar|proxy)\.istio\.io\/|^config\.linkerd\.io\//.test(key);
        if (!read || value.kind !== "text" || get(workload.podMetadata, [place, key]) !== undefined || workload.podMetadata === undefined)
          continue;
        const { podMetadata } = workload;
        yield {
          at: keyAt,
          what: `\`${key}\` is read from the pod: on the ${workload.kind} itself it has no effect`,
          fix: {
            title: "Move it to the pod template",
            edit: (it) => {
              it.remove(value);
              it.set(podMetadata, [place, key], value.known);
            },
          },
        };
      }
  },
});
