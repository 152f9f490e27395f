/** Cilium rules for the entity all. */
import { rule } from "../api.js";
import { narrowEntity } from "../lib/cilium.js";
import { text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-entity-all",
  title: "Rule that opens to everybody",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow") return;
    const entities = it.peers.filter((peer) => peer.kind === "entity");
    const all = entities.find((peer) => text(peer.value) === "all");
    const world = entities.find((peer) => text(peer.value) === "world");
    const cluster = entities.find((peer) => text(peer.value) === "cluster");
    const found = all ?? (world && cluster ? world : undefined);
    if (found === undefined) return;
    yield {
      at: found,
      what: `${all ? "`all` is" : "`world` and `cluster` together are"} everybody: every pod, every node and the whole internet`,
      fix: narrowEntity(it, found, connectivity),
    };
  },
});
