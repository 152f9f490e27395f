/** Two PeerAuthentications of one scope with different modes. */
import { rule } from "../api.js";

export default rule({
  id: "mesh/competing-peer-policies",
  title: "Competing mTLS policies",
  pillar: "networks",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: [],

  *check(policy, { mesh }) {
    if (policy.scope !== "mesh" && policy.scope !== "namespace") return;
    if (policy.mode === undefined) return;
    const rival = mesh
      .peerAuthentications(policy)
      .find(
        (it) =>
          it !== policy &&
          it.scope === policy.scope &&
          it.namespaceKey === policy.namespaceKey &&
          it.mode !== undefined &&
          it.mode !== policy.mode &&
          it.name !== policy.name,
      );
    if (rival === undefined) return;
    yield {
      at: policy,
      what: `\`${rival.name ?? ""}\` sets ${rival.mode} for the same scope, this one ${policy.mode}: only the older of the two counts, and no file says which that is`,
      related: [{ at: rival, what: `sets ${rival.mode}` }],
      fix: rival.mode === "STRICT" ? { title: "Set STRICT here, too", edit: (it) => it.set(policy.body, "spec.mtls.mode", "STRICT") } : [],
    };
  },
});
