/** Cilium configured to enforce no policy. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-enforcement-off",
  title: "Policies that Cilium never enforces",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: [],

  *check(map) {
    if (map.name !== "cilium-config") return;
    const mode = get(map.body, ["data", "enable-policy"]);
    if (mode === undefined || text(mode) !== "never") return;
    yield {
      at: mode,
      what: "With `never` no network policy of the cluster has any effect, of whatever kind",
      fix: { title: "Enforce policies where there are some", edit: (it) => it.replace(mode, "default") },
    };
  },
});
