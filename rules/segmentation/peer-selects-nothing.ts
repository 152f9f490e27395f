/** Peers that no workload is. */
import { rule } from "../api.js";
import { nearest } from "../lib/connectivity.js";
import { appliedAlone, runningKinds } from "../lib/kubernetes.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/peer-selects-nothing",
  title: "Peer that is no workload",
  pillar: "networks",
  tenet: ["T5"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes", "cilium"],
  refs: ["kube-linter:dangling-networkpolicypeer-podselector"],

  *check(it, { connectivity, kubernetes }) {
    if (it.enforced !== true || it.action !== "allow") return;
    const alone = it.flavour === "kubernetes" && appliedAlone(it.policy, runningKinds, kubernetes);
    if (!alone && !connectivity.inventoried(it.policy)) return;
    for (const peer of it.peers) {
      const selector = it.flavour === "cilium" ? peer.value : get(peer.value, "podSelector");
      const parsed = peer.podSelector;
      if (peer.kind !== "pods" || peer.namespaces !== "own" || parsed === undefined || selector === undefined) continue;
      if (!parsed.complete || parsed.requirements.length === 0) continue;
      const { sure, maybe } = connectivity.admitted(it, peer);
      const pods = connectivity.candidates(it.policy);
      if (sure.length > 0 || maybe.length > 0 || pods.length === 0) continue;
      if (
        alone &&
        kubernetes.workloads(it.policy).some((pod) => kubernetes.matches(parsed, pod.podLabels, pod.podLabelsComplete) !== false)
      )
        continue;
      const close = nearest(parsed, pods);
      yield {
        at: parsed.requirements[0]?.at ?? peer.at,
        what: `No workload of the namespace has these labels: nobody uses the allowance, and any pod that comes with them is trusted${close ? `. \`${close.workload.label}\` has \`${close.key}: ${close.value}\`` : ""}`,
        // A label that is asked for under a prefix of Cilium, or in an expression, is not rewritten.
        fix:
          close && get(selector, ["matchLabels", close.key]) !== undefined
            ? {
                title: `Select \`${close.key}: ${close.value}\``,
                edit: (edit) => edit.set(selector, ["matchLabels", close.key], close.value),
              }
            : undefined,
      };
    }
  },
});
