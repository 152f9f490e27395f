/** Egress to every address, private ranges included. */
import { rule } from "../api.js";
import { exceptsPrivate, mayBeDnsOnly, worldBlocks } from "../lib/connectivity.js";
import { dataOf, get, text } from "../lib/value.js";

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"];

export default rule({
  id: "segmentation/egress-to-any-address",
  title: "Egress to any address",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.egress"],
  refs: ["trivy:KUBE-0002", "tfsec:k8s-network-no-public-egress"],

  *check(it) {
    if (it.enforced !== true || mayBeDnsOnly(it)) return;
    for (const { peer, at } of worldBlocks(it.peers)) {
      // Without the private ranges it is the internet, said on purpose.
      if (exceptsPrivate(peer)) continue;
      const block = get(peer.value, "ipBlock");
      const written = peer.except.map(dataOf);
      const added = privateRanges.filter((range) => !peer.except.some((hole) => text(hole) === range));
      yield {
        at,
        what: `\`${text(at)}\` is every address: other pods, the nodes, the metadata service and the whole internet are in reach`,
        fix:
          block === undefined || !text(at)?.includes(".") || !text(at)?.endsWith("/0")
            ? undefined
            : { title: "Leave the private ranges out", edit: (edit) => edit.set(block, ["except"], [...written, ...added]) },
      };
    }
  },
});
