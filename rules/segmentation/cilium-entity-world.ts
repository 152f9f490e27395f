/** Cilium rules for everything outside of the cluster. */
import { rule } from "../api.js";
import { entityOf, narrowEntity, readsRequests } from "../lib/cilium.js";
import { mayBeDnsOnly, mayBeEdge, worldBlocks } from "../lib/connectivity.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-entity-world",
  title: "Rule that opens to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow" || mayBeDnsOnly(it)) return;
    const entity = it.peers.find((peer) => /^world(?:-ipv[46])?$/.test(entityOf(peer) ?? ""));
    const [block] = worldBlocks(it.peers.filter((peer) => peer.except.length === 0));
    const found = entity ?? block?.at;
    if (found === undefined || it.peers.some((peer) => /^(?:all|cluster)$/.test(text(peer.value) ?? ""))) return;
    if (it.direction === "ingress" && mayBeEdge(it.policy, connectivity)) return;
    // Requests that a rule reads one by one are no open door.
    if (readsRequests(it) || items(get(it.body, "toPorts")).some((ports) => entries(get(ports, "rules")).length > 0)) return;
    yield {
      at: found,
      what:
        it.direction === "ingress"
          ? "Every address outside the cluster may connect to these pods, past the gateway and what it checks"
          : "These pods reach every address of the internet: whatever takes one over can send its data anywhere. `toFQDNs` names the hosts that are meant",
      fix: entity ? narrowEntity(it, entity, connectivity) : undefined,
    };
  },
});
