/** Peers split into two list items, so that either is enough. */
import { rule } from "../api.js";
import { dataOf, get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/peers-or-ed",
  title: "Two peers where one was meant",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: [],

  *check(policy) {
    for (const [direction, field] of [
      ["ingress", "from"],
      ["egress", "to"],
    ] as const)
      for (const rule of items(get(policy.body, `spec.${direction}`))) {
        const peers = items(get(rule, field));
        const [first, second] = peers;
        if (peers.length !== 2 || first?.kind !== "dict" || second?.kind !== "dict" || !first.complete || !second.complete) continue;
        const namespaces = [first, second].find((it) => it.entries.length === 1 && it.entries[0]?.key === "namespaceSelector");
        const pods = [first, second].find((it) => it.entries.length === 1 && it.entries[0]?.key === "podSelector");
        const selector = get(pods, "podSelector");
        if (namespaces === undefined || pods === undefined || selector?.kind !== "dict" || selector.entries.length === 0) continue;
        yield {
          at: pods.entries[0]?.keyAt ?? pods,
          what: "Two list items are OR: every pod of those namespaces is a peer, and these pods of this namespace too. One item with both means AND",
          fix: {
            title: "Make it one peer: these pods in those namespaces",
            edit: (it) => {
              it.set(namespaces, "podSelector", dataOf(selector));
              it.remove(pods);
            },
          },
        };
      }
  },
});
