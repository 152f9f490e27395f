/** Calico rules that let pods reach everything. */
import { rule } from "../api.js";
import { exceptsPrivate, mayBeDnsOnly, worldBlocks } from "../lib/connectivity.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/calico-egress-any",
  title: "Calico rule that allows every destination",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["calico.egress"],
  refs: [],

  *check(it) {
    if (it.action !== "allow" || it.enforced !== true || it.body.kind !== "dict" || !it.body.complete || mayBeDnsOnly(it)) return;
    // Rules that name who may call say whose egress this is, of the pods of the policy.
    if (get(it.body, "source.selector") !== undefined || /^ICMP/.test(text(get(it.body, "protocol")) ?? "")) return;
    const [world] = worldBlocks(it.peers.filter((peer) => !exceptsPrivate(peer)));
    if (it.anyPeer !== true && world === undefined) return;
    yield {
      at: world?.at ?? entry(it.body, "destination")?.keyAt ?? it.at,
      what: `${world ? `\`${text(world.at)}\` is every address` : "Without a destination these pods reach everything"}${
        it.anyPort === true || it.ports.length === 0 ? "" : " on these ports"
      }, inside the cluster and outside: whatever takes one over can send its data anywhere`,
      fix: world
        ? undefined
        : { title: "Remove the rule: what the others do not allow is denied then", edit: (edit) => edit.remove(it.body) },
    };
  },
});
