/** Administrators' allowances that overrule the policies of namespaces. */
import { rule } from "../api.js";
import { mayBeDnsOnly, worldBlocks } from "../lib/connectivity.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/admin-allow",
  title: "Cluster allowance over namespace policies",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "safe",
  on: "policy.rule",
  of: ["admin"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow" || it.enforced !== true || it.policy.kind === "BaselineAdminNetworkPolicy" || mayBeDnsOnly(it)) return;
    if (it.policy.kind === "ClusterNetworkPolicy" && text(get(it.policy.body, "spec.tier")) !== "Admin") return;
    const everyPod = it.peers.some(
      (peer) =>
        peer.kind === "pods" &&
        peer.namespaces === "all" &&
        (peer.podSelector?.requirements.length ?? 0) === 0 &&
        peer.podSelector?.complete !== false,
    );
    const wide = everyPod || worldBlocks(it.peers).length > 0;
    const action = get(it.body, "action");
    if (!wide || action === undefined || it.anyPort !== true) return;
    // Only where a namespace says otherwise is there something to overrule.
    const overruled = connectivity
      .candidates(it.policy)
      .find((pod) => connectivity.selects(it.policy, pod) === true && connectivity.isolated(pod, it.direction) === true);
    // For every namespace there always is one that says otherwise, or will.
    const everywhere = everyPod && connectivity.selectsAll(it.policy) === true && connectivity.candidates(it.policy).length === 0;
    if (overruled === undefined && !everywhere) return;
    yield {
      at: action,
      what: `The administrators' tier decides first: \`${text(action)}\` makes the policies of ${overruled ? `\`${overruled.namespace}\` and every other namespace` : "every namespace"} void for this traffic`,
      related: overruled ? [{ at: overruled, what: "Isolated by a policy that is never asked" }] : [],
      fix: { title: "Pass it on to the policies of the namespaces", edit: (edit) => edit.replace(action, "Pass") },
    };
  },
});
