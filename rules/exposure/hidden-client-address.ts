/** Policies about client addresses behind Services that hide them. */
import { rule } from "../api.js";
import { blockOf } from "../lib/connectivity.js";
import { isPrivate } from "../lib/network.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "exposure/hidden-client-address",
  title: "Client address hidden from the policy",
  pillar: "networks",
  tenet: ["T6", "T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Service"],
  refs: [],

  *check(service, { connectivity }) {
    const type = get(service.body, "spec.type");
    const policy = get(service.body, "spec.externalTrafficPolicy");
    const spec = get(service.body, "spec");
    if (type === undefined || spec === undefined || !/^(?:LoadBalancer|NodePort)$/.test(text(type) ?? "")) return;
    if (policy !== undefined && text(policy) !== "Cluster") return;
    for (const pod of connectivity.backends(service)) {
      const found = connectivity
        .bearing(pod)
        .filter((it) => connectivity.selects(it, pod) === true)
        .flatMap((it) => connectivity.rules(it))
        .find(
          (it) =>
            it.direction === "ingress" &&
            it.enforced === true &&
            it.peers.some((peer) => peer.cidrs.some((cidr) => isOutside(text(cidr), blockOf(cidr)))),
        );
      if (found === undefined) continue;
      yield {
        at: policy ?? type,
        what: `\`${found.policy.name}\` decides by the client's address, but with \`externalTrafficPolicy: Cluster\` the pods see the node instead: nobody it means gets in, or everybody does`,
        related: [{ at: found, what: "Decides by address" }],
        fix: {
          title: "Keep the client's address",
          edit: (it) => (policy ? it.replace(policy, "Local") : it.set(spec, ["externalTrafficPolicy"], "Local")),
        },
      };
      return;
    }
  },
});

/** A public range that is not everything. */
function isOutside(written: string | undefined, block: ReturnType<typeof blockOf>): boolean {
  return written !== undefined && block !== undefined && block.length > 0 && !isPrivate(block);
}
