/** Settings of pods on namespaces and Services, where nobody reads them. */
import { type Fix, rule } from "../api.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "mesh/setting-on-wrong-kind",
  title: "Pod setting on another object",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Namespace", "/Service"],
  refs: ["istio:IST0107-MisplacedAnnotation"],

  *check(object) {
    for (const place of ["annotations", "labels"])
      for (const { key, keyAt, value } of entries(get(object.body, ["metadata", place]))) {
        if (!/^(?:traffic\.)?sidecar\.istio\.io\/|^proxy\.istio\.io\//.test(key)) continue;
        const joins = object.kind === "Namespace" && key === "sidecar.istio.io/inject" && text(value) === "true";
        const fix: Fix = {
          title: "Enable injection with the namespace's own label",
          edit: (it) => {
            it.remove(value);
            it.set(object.body, ["metadata", "labels", "istio-injection"], "enabled");
          },
        };
        yield {
          at: keyAt,
          what: `\`${key}\` is read from pods: on a ${object.kind} it has no effect${joins ? ", and its pods stay outside the mesh" : ""}`,
          ...(joins && get(object.body, ["metadata", "labels", "istio-injection"]) === undefined ? { fix } : {}),
        };
      }
  },
});
