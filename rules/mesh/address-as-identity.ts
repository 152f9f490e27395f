/** Callers that are known by their address alone. */
import { rule } from "../api.js";
import { isIdentity, narrowedTo } from "../lib/mesh.js";
import { isPrivate, parseCidr } from "../lib/network.js";
import { text } from "../lib/value.js";

export default rule({
  id: "mesh/address-as-identity",
  title: "Address taken for an identity",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  of: ["ALLOW"],
  refs: [],

  *check(policy, project) {
    for (const it of policy.rules) {
      if (!it.complete || it.when.some((one) => !one.complete || isIdentity(one.attribute))) continue;
      for (const { at, matches, complete } of it.from ?? []) {
        const [address] = matches.filter((one) => one.attribute === "source.ip" && !one.negative);
        if (!complete || address === undefined || matches.some((one) => isIdentity(one.attribute))) continue;
        // Public addresses at the edge are all that is known of the world.
        const inside = address.values.filter((one) => {
          const cidr = parseCidr(text(one) ?? "");
          return cidr !== undefined && cidr.length > 0 && isPrivate(cidr);
        });
        if (inside.length === 0) continue;
        yield {
          at: address.keyAt,
          what: "Pod addresses are handed out anew and forged by neighbours: inside the mesh an address says nothing about who calls",
          fix: narrowedTo(policy, project, (edit, principals) => edit.set(at, "source.principals", principals)),
        };
      }
    }
  },
});
