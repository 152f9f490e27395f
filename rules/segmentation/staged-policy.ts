/** Calico policies that only watch. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/staged-policy",
  title: "Staged policy that nothing enforces",
  pillar: "networks",
  tenet: ["T2", "T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["StagedNetworkPolicy", "StagedGlobalNetworkPolicy", "StagedKubernetesNetworkPolicy"],
  refs: [],

  *check(policy, { kubernetes }) {
    if (!policy.group.endsWith("projectcalico.org")) return;
    const kind = get(policy.body, "kind");
    const enforced =
      policy.kind === "StagedKubernetesNetworkPolicy"
        ? "networking.k8s.io/NetworkPolicy"
        : `${policy.group}/${policy.kind.replace("Staged", "")}`;
    if (kind === undefined || text(get(policy.body, "spec.stagedAction")) === "Delete") return;
    if (
      kubernetes.mayHide(policy, enforced) ||
      kubernetes
        .objects(policy, enforced)
        .some(
          (it) =>
            (it.name === undefined || policy.name === undefined || it.name === policy.name) &&
            (!policy.namespaced || it.namespaceKey === policy.namespaceKey),
        )
    )
      return;
    const staged = get(policy.body, "spec.stagedAction");
    yield {
      at: kind,
      what: "A staged policy reports what it would do and does nothing: these pods are as open as before",
      fix:
        policy.kind === "StagedKubernetesNetworkPolicy"
          ? undefined
          : {
              title: "Enforce it",
              edit: (it) => {
                it.replace(kind, policy.kind.replace("Staged", ""));
                if (staged) it.remove(staged);
              },
            },
    };
  },
});
