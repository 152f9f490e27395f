/** IP blocks wider than a subnet. */
import { rule } from "../api.js";
import { blockOf } from "../lib/connectivity.js";
import { text } from "../lib/value.js";

export default rule({
  id: "segmentation/broad-ip-block",
  title: "IP block wider than a subnet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "policy.rule",
  of: ["kubernetes"],
  refs: [],

  *check(it) {
    if (it.enforced !== true) return;
    for (const peer of it.peers)
      for (const cidr of peer.cidrs) {
        const block = blockOf(cidr);
        if (block === undefined || block.length === 0 || block.length >= (block.version === 4 ? 16 : 48)) continue;
        // Halves of everything are said elsewhere.
        if (block.length === 1) continue;
        yield {
          at: cidr,
          what: `\`${text(cidr)}\` is ${block.version === 4 ? `${(2 ** (32 - block.length)).toLocaleString("en")} addresses` : `a /${block.length}`}: being somewhere in that network is taken for being trusted`,
        };
      }
  },
});
