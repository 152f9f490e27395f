/** Ingress or egress rules whose type the policy does not list. */
import { type Editor, rule } from "../api.js";
import { allowsDns, dnsEgress } from "../lib/kubernetes.js";
import { entry, get, isComplete, items, texts } from "../lib/value.js";

export default rule({
  id: "segmentation/rules-without-type",
  title: "Rules whose direction is not enforced",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy) {
    const types = get(policy.body, "spec.policyTypes");
    if (types === undefined || !isComplete(types) || items(types).length === 0) return;
    for (const [field, type] of [
      ["egress", "Egress"],
      ["ingress", "Ingress"],
    ] as const) {
      const rules = get(policy.body, `spec.${field}`);
      if (rules?.kind !== "list" || texts(types).includes(type)) continue;
      yield {
        at: entry(get(policy.body, "spec"), field)?.keyAt ?? rules,
        what: `\`policyTypes\` does not list \`${type}\`: these ${field} rules are ignored and everything is allowed in that direction`,
        fix: [
          ...(type === "Egress" && !items(rules).some((it) => allowsDns(it) !== false)
            ? [
                {
                  title: "Add `Egress` to policyTypes, and allow DNS",
                  edit: (it: Editor) => {
                    it.append(types, type);
                    if (rules.items.length > 0) it.append(rules, dnsEgress);
                    else it.replace(rules, [dnsEgress]);
                  },
                },
              ]
            : []),
          { title: `Add \`${type}\` to policyTypes`, edit: (it) => it.append(types, type) },
        ],
      };
    }
  },
});
