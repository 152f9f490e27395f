/** Exceptions of an IP block that another peer lets in again. */
import { type PolicyPeer, type PolicyRule, rule } from "../api.js";
import { blockOf } from "../lib/connectivity.js";
import { within } from "../lib/network.js";
import { dataOf, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/void-exception",
  title: "Exception without effect",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes", "cilium"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.body.kind !== "dict" || it.action !== "allow") return;
    for (const peer of it.peers)
      for (const hole of peer.except) {
        const cut = blockOf(hole);
        const block = peer.cidrs[0] && blockOf(peer.cidrs[0]);
        if (cut === undefined || block === undefined) continue;
        if (!within(cut, block) || cut.length <= block.length) {
          // Cilium refuses the policy as a whole, which another rule says.
          if (it.flavour === "cilium") continue;
          yield {
            at: hole,
            what: `\`${text(hole)}\` is not inside of \`${text(peer.cidrs[0])}\`: the API server refuses the policy, and nothing is isolated`,
            fix: { title: "Remove the exception", edit: (edit) => edit.remove(hole) },
          };
          continue;
        }
        if (it.enforced !== true) continue;
        const again = others(it, peer).find(({ peer: other, rule: from }) => {
          const wide = other.cidrs[0] && blockOf(other.cidrs[0]);
          return (
            wide !== undefined &&
            (within(cut, wide) || within(wide, cut)) &&
            !other.except.some((one) => one.kind === "unknown" || within(cut, blockOf(one) ?? cut)) &&
            (from === it || samePorts(from, it))
          );
        });
        if (again === undefined) continue;
        const set = again.peer.value.kind === "dict" ? again.peer.value : undefined;
        const written = it.flavour === "cilium" ? set : get(again.peer.value, "ipBlock");
        const wide = again.peer.cidrs[0] && blockOf(again.peer.cidrs[0]);
        yield {
          at: hole,
          what: `\`${text(again.peer.cidrs[0])}\` lets \`${text(hole)}\` in again: allowances add up, an exception takes nothing away from another peer`,
          related: [{ at: again.peer, what: "Lets it in again" }],
          fix:
            written !== undefined && wide !== undefined && within(cut, wide) && cut.length > wide.length
              ? {
                  title: "Except it there, too",
                  edit: (edit) => edit.set(written, ["except"], [...again.peer.except.map(dataOf), text(hole) ?? ""]),
                }
              : {
                  title: "Remove the peer that lets it in again",
                  // A rule of Cilium that is left without peers would be for everybody.
                  edit: (edit) =>
                    edit.remove(it.flavour === "cilium" && again.rule.peers.length === 1 ? again.rule.body : again.peer.value),
                },
        };
      }

    function others(self: PolicyRule, peer: PolicyPeer): readonly { readonly rule: PolicyRule; readonly peer: PolicyPeer }[] {
      return connectivity
        .rules(self.policy)
        .filter((one) => one.direction === self.direction && one.action === "allow")
        .flatMap((one) =>
          one.peers.filter((other) => other !== peer && other.cidrs.length === 1).map((other) => ({ rule: one, peer: other })),
        );
    }

    function samePorts(wide: PolicyRule, narrow: PolicyRule): boolean {
      if (wide.anyPort === true) return true;
      const said = (of: PolicyRule): string => of.ports.map((port) => `${port.protocol} ${port.port} ${port.end}`).join();
      return wide.anyPort === false && narrow.anyPort === false && wide.ports.every((port) => port.known) && said(wide) === said(narrow);
    }
  },
});
