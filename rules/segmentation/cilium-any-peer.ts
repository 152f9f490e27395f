/** Cilium rules that name ports and leave open who may use them. */
import { rule } from "../api.js";
import { callersOf, readsRequests } from "../lib/cilium.js";
import { mayBeDnsOnly, mayBeEdge } from "../lib/connectivity.js";
import { entry } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-any-peer",
  title: "Port open to everybody",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  // SEMANTICS C2: a rule with ports and without peers is for any peer.
  *check(it, { connectivity }) {
    if (it.action !== "allow" || it.anyPeer !== true || it.ports.length === 0 || mayBeDnsOnly(it) || readsRequests(it)) return;
    const ports = entry(it.body, "toPorts");
    const inward = it.direction === "ingress";
    if (ports === undefined || (inward && mayBeEdge(it.policy, connectivity))) return;
    const known = inward ? callersOf(it.policy, connectivity) : [];
    yield {
      at: ports.keyAt,
      what: inward
        ? "Without `fromEndpoints` or another peer everybody may use these ports: every pod of the cluster and every address outside"
        : "Without `toEndpoints`, `toFQDNs` or another peer these ports are open to everything, inside the cluster and on the internet",
      fix:
        known.length === 0
          ? undefined
          : {
              title: known.length === 1 ? "Let in the workload that calls it" : `Let in the ${known.length} workloads that call it`,
              edit: (edit) => edit.set(it.body, ["fromEndpoints"], known),
            },
    };
  },
});
