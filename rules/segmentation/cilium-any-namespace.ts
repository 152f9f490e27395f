/** Clusterwide policies of Cilium that take a label for an identity. */
import { rule } from "../api.js";
import { plainLabels } from "../lib/cilium.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-any-namespace",
  title: "Labels trusted from every namespace",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium.ingress"],
  refs: [],

  // SEMANTICS C5: without a namespace, a selector of a clusterwide policy means all of them.
  *check(it, { kubernetes }) {
    if (it.action !== "allow" || it.policy.namespaced) return;
    for (const peer of it.peers) {
      const labels = entry(peer.value, "matchLabels");
      if (peer.kind !== "pods" || peer.namespaces !== "all" || !peer.podSelector?.complete) continue;
      if (labels === undefined || plainLabels(peer.value) === undefined) continue;
      const selector = peer.podSelector;
      // Labels of the node agent's own, and the account of a pod, are not the pod's to choose.
      if (selector.requirements.some((one) => one.key.startsWith("io.cilium."))) continue;
      const found = kubernetes
        .workloads(it.policy)
        .filter((one) => kubernetes.matches(selector, one.podLabels, one.podLabelsComplete) !== false);
      const spaces = [...new Set(found.map((one) => one.namespace))];
      const [space] = spaces;
      yield {
        at: labels.keyAt,
        what: "A clusterwide policy means pods with these labels in every namespace: whoever may create a pod anywhere chooses its labels",
        fix:
          spaces.length === 1 && space !== undefined && get(peer.value, "matchExpressions") === undefined
            ? {
                title: `Add the namespace \`${space}\``,
                edit: (edit) => edit.set(labels.value, ["k8s:io.kubernetes.pod.namespace"], space),
              }
            : undefined,
      };
    }
  },
});
