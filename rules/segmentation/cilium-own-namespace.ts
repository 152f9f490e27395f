/** Cilium selectors that mean another namespace and do not say so. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-own-namespace",
  title: "Selector without the namespace it means",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { kubernetes }) {
    if (it.action !== "allow" || !it.policy.namespaced || it.policy.namespace === undefined) return;
    for (const peer of it.peers) {
      const selector = peer.podSelector;
      const labels = get(peer.value, "matchLabels");
      if (
        peer.kind !== "pods" ||
        peer.namespaces !== "own" ||
        !selector?.complete ||
        selector.requirements.length === 0 ||
        labels === undefined
      )
        continue;
      const found = kubernetes
        .workloads(it.policy)
        .filter((one) => kubernetes.matches(selector, one.podLabels, one.podLabelsComplete) !== false);
      const elsewhere = found.filter((one) => one.namespace !== undefined && one.namespaceKey !== it.policy.namespaceKey);
      const spaces = [...new Set(elsewhere.flatMap((one) => one.namespace ?? []))];
      const [space] = spaces;
      if (space === undefined || found.length > elsewhere.length) continue;
      yield {
        at: labels,
        what: `Pods with these labels are in \`${space}\`; without a namespace a selector means \`${it.policy.namespace}\`, so the rule allows nobody`,
        related: elsewhere.slice(0, 3).map((one) => ({ at: one, what: "Has the labels, in another namespace" })),
        fix:
          spaces.length === 1
            ? { title: `Add the namespace \`${space}\``, edit: (edit) => edit.set(labels, ["k8s:io.kubernetes.pod.namespace"], space) }
            : undefined,
      };
    }
  },
});
