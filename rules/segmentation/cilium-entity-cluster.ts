/** Cilium rules for the whole cluster. */
import { type PolicyPeer, type PolicyRule, rule, type Value } from "../api.js";
import { isEveryEndpoint, narrowEntity, specsOf } from "../lib/cilium.js";
import { mayBeDnsOnly } from "../lib/connectivity.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-entity-cluster",
  title: "Rule that trusts the whole cluster",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow" || mayBeDnsOnly(it)) return;
    const entity = it.peers.find((peer) => peer.kind === "entity" && text(peer.value) === "cluster");
    const everyPod = it.peers.find((peer) => peer.namespaces !== "own" && isEveryEndpoint(peer));
    const nodes = everyProcess(it);
    const found = entity ?? everyPod ?? nodes;
    if (found === undefined || it.peers.some((peer) => text(peer.value) === "world")) return;
    yield {
      at: found,
      what:
        found === nodes
          ? "`remote-node` is every process on the network of a node, host-network pods included: without `toPorts` they reach every port"
          : `${entity ? "`cluster` is" : "This selector is"} every pod of the cluster${entity ? " and its nodes" : ""}: ${
              it.direction === "ingress"
                ? "one compromised pod anywhere is enough to connect"
                : "whatever takes one of these pods over reaches them all"
            }`,
      fix: entity ? narrowEntity(it, entity, connectivity) : undefined,
    };
  },
});

/** Other nodes let in on every port; on a port of its own it is how health checks and load balancers come in. */
function everyProcess(it: PolicyRule): PolicyPeer | undefined {
  if (it.direction === "egress" || it.anyPort !== true || !specsOf(it.policy).every(isForPods)) return undefined;
  return it.peers.find((peer) => peer.kind === "entity" && text(peer.value) === "remote-node");
}

/** Nodes talk to each other, and to the endpoints that check their health. */
function isForPods(spec: Value): boolean {
  const labels = get(spec, "endpointSelector.matchLabels");
  return get(spec, "nodeSelector") === undefined && !entries(labels).some((it) => it.key.startsWith("reserved:"));
}
