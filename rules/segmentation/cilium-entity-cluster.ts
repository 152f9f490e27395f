/** Cilium rules for the whole cluster. */
import { rule } from "../api.js";
import { narrowEntity } from "../lib/cilium.js";
import { text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-entity-cluster",
  title: "Rule that trusts the whole cluster",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium.ingress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow") return;
    const entity = it.peers.find((peer) => peer.kind === "entity" && text(peer.value) === "cluster");
    const everyPod = it.peers.find(
      (peer) =>
        peer.kind === "pods" &&
        peer.namespaces === "all" &&
        peer.podSelector?.complete === true &&
        peer.podSelector.requirements.length === 0,
    );
    const found = entity ?? everyPod;
    if (found === undefined) return;
    yield {
      at: found,
      what: `${entity ? "`cluster` is" : "An empty selector in a clusterwide policy is"} every pod of the cluster${entity ? " and its nodes" : ""}: one compromised pod anywhere is enough to connect`,
      fix: entity ? narrowEntity(it, entity, connectivity) : undefined,
    };
  },
});
