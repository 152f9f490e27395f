/** IP blocks wider than a subnet. */
import { rule } from "../api.js";
import { blockOf, callers } from "../lib/connectivity.js";
import { isPrivate } from "../lib/network.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/broad-ip-block",
  title: "IP block wider than a subnet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes", "cilium", "calico"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.action !== "allow") return;
    for (const peer of it.peers)
      for (const cidr of peer.cidrs) {
        const block = blockOf(cidr);
        if (block === undefined || block.length === 0 || block.length >= (block.version === 4 ? 16 : 48)) continue;
        // Halves of everything are said elsewhere.
        if (block.length === 1) continue;
        const peers = it.direction === "ingress" ? callers(it.policy, connectivity) : [];
        yield {
          at: cidr,
          what: `\`${text(cidr)}\` is ${block.version === 4 ? `${(2 ** (32 - block.length)).toLocaleString("en")} addresses` : `a /${block.length}`}: being somewhere in that network is taken for being trusted`,
          fix:
            it.direction === "ingress" && it.flavour === "kubernetes" && peers.length > 0 && peer.kind === "addresses" && isPrivate(block)
              ? {
                  title: peers.length === 1 ? "Let in the workload that calls it" : `Let in the ${peers.length} workloads that call it`,
                  edit: (edit) => {
                    const [first, ...more] = peers;
                    const list = get(it.body, "from");
                    if (first !== undefined) edit.replace(peer.value, first);
                    if (list !== undefined && more.length > 0) edit.append(list, ...more);
                  },
                }
              : undefined,
        };
      }
  },
});
