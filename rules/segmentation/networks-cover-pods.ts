/** Allowances for networks that hold the pods of the cluster, too. */
import { rule } from "../api.js";
import { blockOf, mayBeDnsOnly } from "../lib/connectivity.js";
import { isPrivate } from "../lib/network.js";
import { dataOf, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/networks-cover-pods",
  title: "Networks that hold the cluster's pods",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["admin.egress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow" || it.enforced !== true || mayBeDnsOnly(it)) return;
    const wide = it.peers
      .flatMap((peer) => peer.cidrs)
      .find((cidr) => {
        const block = blockOf(cidr);
        return block !== undefined && (block.length === 0 || (isPrivate(block) && block.length <= 12));
      });
    if (wide === undefined) return;
    const rules = connectivity.rules(it.policy).filter((one) => one.direction === "egress");
    const before = rules.slice(0, rules.indexOf(it));
    if (
      before.some(
        (one) =>
          one.action !== "allow" &&
          one.peers.some((peer) => peer.kind === "pods" && peer.namespaces === "all" && (peer.podSelector?.requirements.length ?? 0) === 0),
      )
    )
      return;
    const list = get(it.policy.body, "spec.egress");
    yield {
      at: wide,
      what: `\`${text(wide)}\` holds the addresses of pods: in this tier it allows pod to pod, past the policies of their namespaces`,
      fix:
        list?.kind === "list"
          ? {
              title: "Pass traffic inside the cluster on, first",
              edit: (edit) =>
                edit.replace(list, [{ name: "in-cluster", action: "Pass", to: [{ namespaces: {} }] }, ...list.items.map(dataOf)]),
            }
          : undefined,
    };
  },
});
