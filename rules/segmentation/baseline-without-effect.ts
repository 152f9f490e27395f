/** Baselines that the cluster refuses, or that deny nothing in the end. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/baseline-without-effect",
  title: "Baseline that does not deny",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.networking.k8s.io/BaselineAdminNetworkPolicy", "policy.networking.k8s.io/ClusterNetworkPolicy"],
  refs: [],

  *check(policy, { connectivity }) {
    const name = get(policy.body, "metadata.name");
    if (policy.kind === "BaselineAdminNetworkPolicy" && policy.name !== undefined && policy.name !== "default" && name !== undefined) {
      yield {
        at: name,
        what: `A baseline is named \`default\`, there is but one: \`${policy.name}\` is refused, and pods without a policy stay open`,
        fix: { title: "Name it default", edit: (it) => it.replace(name, "default") },
      };
      return;
    }
    if (policy.kind === "ClusterNetworkPolicy" && text(get(policy.body, "spec.tier")) !== "Baseline") return;
    const rules = connectivity.rules(policy).filter((it) => it.direction === "ingress");
    const list = get(policy.body, "spec.ingress");
    if (list?.kind !== "list" || !list.complete || rules.length === 0 || rules.some((it) => it.action === undefined)) return;
    if (
      rules.some(
        (it) =>
          it.action === "deny" &&
          it.anyPort === true &&
          it.peers.some((peer) => peer.namespaces === "all" && peer.podSelector === undefined),
      )
    )
      return;
    // Baselines that deny some things only are a style of their own; one that denies nothing is none.
    if (rules.some((it) => it.action === "deny")) return;
    yield {
      at: policy,
      what: "The baseline allows and denies nothing: pods that no other policy selects accept connections from everywhere",
      fix: {
        title: "Deny ingress from every namespace in the end",
        edit: (it) => it.append(list, { name: "deny-all", action: "Deny", from: [{ namespaces: {} }] }),
      },
    };
  },
});
