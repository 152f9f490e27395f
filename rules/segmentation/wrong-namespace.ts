/** Policies that are in another namespace than the pods they speak of. */
import { rule } from "../api.js";
import { inOneFile } from "../lib/kubernetes.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/wrong-namespace",
  title: "Policy in another namespace than its pods",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/NetworkPolicy"],
  refs: ["kubescape:dangling-networkpolicy"],

  *check(policy, { connectivity, kubernetes }) {
    const selector = get(policy.body, "spec.podSelector");
    const written = get(policy.body, "metadata.namespace");
    if (policy.namespace === undefined || selector === undefined || connectivity.selectsAll(policy) !== false) return;
    const parsed = kubernetes.selector(selector);
    if (
      !parsed.complete ||
      connectivity.candidates(policy).some((it) => kubernetes.matches(parsed, it.podLabels, it.podLabelsComplete) !== false)
    )
      return;
    const all = kubernetes.workloads(policy).filter((it) => kubernetes.matches(parsed, it.podLabels, it.podLabelsComplete) === true);
    const spaces = [...new Set(all.map((it) => it.namespaceKey))];
    const [first] = all;
    if (first === undefined || spaces.length !== 1 || first.namespace === undefined || !connectivity.inventoried(policy)) {
      // A namespace that nobody declares and that holds nothing else is as good as closed.
      if (first?.namespace === undefined || spaces.length !== 1 || isKnown(policy.namespace)) return;
    }
    // Pods of the right namespace may be written elsewhere, unless both sides are in one file.
    if (!connectivity.inventoried(policy) && !inOneFile(first, policy) && !connectivity.inventoried(first)) return;
    yield {
      at: written ?? policy.at,
      what: `The pods with these labels are in \`${first.namespace}\`, the policy in \`${policy.namespace}\`: a policy selects only pods of its own namespace, so they stay open`,
      related: [{ at: first, what: "Selected by its labels, out of reach by its namespace" }],
      fix:
        written === undefined
          ? undefined
          : { title: `Move the policy to \`${first.namespace}\``, edit: (it) => it.replace(written, first.namespace ?? "") },
    };

    function isKnown(name: string): boolean {
      return kubernetes.objects(policy, "Namespace").some((it) => it.name === name);
    }
  },
});
