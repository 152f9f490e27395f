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
    if (mode !== undefined && text(mode) === "never")
      yield {
        at: mode,
        what: "With `never` no network policy of the cluster has any effect, of whatever kind",
        fix: { title: "Enforce policies where there are some", edit: (it) => it.replace(mode, "default") },
      };
    const audit = get(map.body, ["data", "policy-audit-mode"]);
    if (audit !== undefined && text(audit) === "true")
      yield {
        at: audit,
        what: "In audit mode policies are only logged: what they deny passes all the same, in the whole cluster",
        fix: { title: "Enforce what the policies say", edit: (it) => it.replace(audit, "false") },
      };
  },
});
