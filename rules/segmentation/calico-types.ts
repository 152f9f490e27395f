/** Calico policies that isolate fewer directions than they seem to. */
import { rule } from "../api.js";
import { entry, get, isComplete, items, text, texts } from "../lib/value.js";

export default rule({
  id: "segmentation/calico-types",
  title: "Calico policy for one direction only",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: [
    "projectcalico.org/NetworkPolicy",
    "projectcalico.org/GlobalNetworkPolicy",
    "crd.projectcalico.org/NetworkPolicy",
    "crd.projectcalico.org/GlobalNetworkPolicy",
  ],
  refs: [],

  *check(policy, { connectivity }) {
    const spec = get(policy.body, "spec");
    if (spec?.kind !== "dict" || !spec.complete) return;
    const types = get(spec, "types");
    if (types !== undefined) {
      if (!isComplete(types) || items(types).length === 0) return;
      for (const [section, type] of [
        ["ingress", "Ingress"],
        ["egress", "Egress"],
      ] as const) {
        const ignored = entry(spec, section);
        if (ignored === undefined || items(ignored.value).length === 0 || texts(types).includes(type)) continue;
        yield {
          at: ignored.keyAt,
          what: `\`types\` does not name ${type}: these rules are ignored, and ${section} stays as open as it was`,
          fix: { title: `Add ${type} to the types`, edit: (it) => it.append(types, type) },
        };
      }
      return;
    }
    const ingress = connectivity.enforces(policy, "ingress");
    const egress = connectivity.enforces(policy, "egress");
    if (ingress === undefined || egress === undefined || (ingress && egress)) return;
    const selector = get(spec, "selector");
    const all = selector === undefined || /^\s*(?:all\(\))?\s*$/.test(text(selector) ?? "?");
    const named = /deny|isolate|lockdown/i.test(policy.name ?? "");
    const own = egress ? "egress" : "ingress";
    const rules = connectivity.rules(policy);
    if (!(named || (all && (rules.length === 0 || own === "egress"))) || new RegExp(own, "i").test(policy.name ?? "")) return;
    yield {
      at: entry(spec, own)?.keyAt ?? policy.at,
      what: `Without \`types\` Calico isolates ${own} only here, and leaves ${egress ? "ingress" : "egress"} open; a NetworkPolicy of Kubernetes would ${egress ? "isolate both" : "do the same"}`,
      fix: [
        { title: "Say which direction is meant", level: "safe", edit: (it) => it.set(spec, ["types"], [egress ? "Egress" : "Ingress"]) },
        { title: "Isolate both directions", edit: (it) => it.set(spec, ["types"], ["Ingress", "Egress"]) },
      ],
    };
  },
});
