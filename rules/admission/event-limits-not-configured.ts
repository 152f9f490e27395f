/** Configurations of admission plugins that set no limits for events. */
import { rule } from "../api.js";
import { get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "admission/event-limits-not-configured",
  title: "Admission configuration without limits for events",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["AdmissionConfiguration"],
  refs: ["checkov:CKV_K8S_78", "cis-k8s:1.2.9"],

  *check(configuration) {
    const plugins = get(configuration.body, "plugins");
    if (!isComplete(plugins) || !configuration.body.complete) return;
    const names = items(plugins).map((it) => get(it, "name"));
    if (names.some((it) => it?.kind === "unknown" || text(it) === "EventRateLimit")) return;
    yield {
      at: plugins ?? configuration,
      what: "Nothing limits events: `EventRateLimit` has no entry here, so one account fills etcd with them, and those that tell of an attack are pushed out",
    };
  },
});
