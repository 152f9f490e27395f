/** Egress policies that isolate ingress without saying so. */
import { rule } from "../api.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "segmentation/implicit-types",
  title: "Ingress isolated without a word",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy) {
    const spec = get(policy.body, "spec");
    const egress = get(spec, "egress");
    if (spec?.kind !== "dict" || !spec.complete || get(spec, "policyTypes") !== undefined || get(spec, "ingress") !== undefined) return;
    if (egress?.kind !== "list" || egress.items.length === 0) return;
    yield {
      at: entry(spec, "egress")?.keyAt ?? policy.at,
      what: "Without `policyTypes` this policy isolates ingress as well: it allows no ingress, so these pods accept no connections. Calico's own policies would leave it open",
      fix: [
        { title: "Say that both are isolated", level: "safe", edit: (it) => it.set(spec, ["policyTypes"], ["Ingress", "Egress"]) },
        { title: "Isolate egress only", edit: (it) => it.set(spec, ["policyTypes"], ["Egress"]) },
      ],
    };
  },
});
