/** Rules that name who, but not on which port. */
import { rule } from "../api.js";
import { policyTypes } from "../lib/kubernetes.js";
import { get, isEmpty, items } from "../lib/value.js";

export default rule({
  id: "segmentation/peer-without-ports",
  title: "Peer allowed on every port",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy) {
    const types = policyTypes(policy);
    for (const [direction, field, on] of [
      ["ingress", "from", types?.ingress],
      ["egress", "to", types?.egress],
    ] as const) {
      if (on !== true) continue;
      for (const rule of items(get(policy.body, `spec.${direction}`))) {
        const peers = get(rule, field);
        if (rule.kind !== "dict" || !rule.complete || peers?.kind !== "list" || peers.items.length === 0 || !isEmpty(get(rule, "ports")))
          continue;
        yield {
          at: rule.entries.find((it) => it.key === field)?.keyAt ?? rule,
          what: `Without \`ports\` these peers ${direction === "ingress" ? "reach" : "are reached on"} every port: debug and metrics endpoints too`,
        };
      }
    }
  },
});
