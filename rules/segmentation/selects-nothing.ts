/** Policies for pods that do not exist. */
import { rule } from "../api.js";
import { bareSelector } from "../lib/cilium.js";
import { nearest } from "../lib/connectivity.js";
import { appliedAlone, runningKinds } from "../lib/kubernetes.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/selects-nothing",
  title: "Policy that selects no workload",
  pillar: "networks",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy", "cilium.io/CiliumNetworkPolicy"],
  refs: [
    "kube-linter:dangling-networkpolicy",
    "kubescape:C-0299",
    "kubescape:dangling-networkpolicy",
    "kube-score:networkpolicy-targets-pod",
  ],

  *check(policy, { connectivity, kubernetes }) {
    const selector = get(policy.body, policy.group === "cilium.io" ? "spec.endpointSelector" : "spec.podSelector");
    if (selector?.kind !== "dict" || connectivity.selectsAll(policy) !== false) return;
    if (!connectivity.inventoried(policy) && !(policy.group !== "cilium.io" && appliedAlone(policy, runningKinds, kubernetes))) return;
    const parsed = policy.group === "cilium.io" ? bareSelector(kubernetes.selector(selector)) : kubernetes.selector(selector);
    const pods = connectivity.candidates(policy);
    if (
      !parsed.complete ||
      pods.length === 0 ||
      pods.some((it) => kubernetes.matches(parsed, it.podLabels, it.podLabelsComplete) !== false)
    )
      return;
    // Policy and pods in two namespaces are another mistake.
    if (
      kubernetes
        .workloads(policy)
        .some((it) => it.namespaceKey !== policy.namespaceKey && kubernetes.matches(parsed, it.podLabels, it.podLabelsComplete) !== false)
    )
      return;
    const close = nearest(parsed, pods);
    yield {
      at: parsed.requirements[0]?.at ?? policy.at,
      what: `No workload ${policy.namespace === undefined ? "here" : `of \`${policy.namespace}\``} has these labels: the policy isolates nobody${close ? `. \`${close.workload.label}\` has \`${close.key}: ${close.value}\`` : ""}`,
      fix:
        close && get(selector, ["matchLabels", close.key]) !== undefined
          ? { title: `Select \`${close.key}: ${close.value}\``, edit: (it) => it.set(selector, ["matchLabels", close.key], close.value) }
          : undefined,
    };
  },
});
