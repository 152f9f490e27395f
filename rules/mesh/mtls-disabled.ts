/** PeerAuthentications that turn mutual TLS off. */
import { type Fix, rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "mesh/mtls-disabled",
  title: "Mutual TLS turned off",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: ["kics:Istio mTLS"],

  *check(policy, { mesh }) {
    const mode = get(policy.body, "spec.mtls.mode");
    if (mode === undefined || policy.mode !== "DISABLE" || policy.scope === "ignored") return;
    const covered = mesh.covered(policy);
    const ambient = covered.length > 0 && covered.every((it) => mesh.membership(it) === "ambient");
    const fixes: readonly Fix[] = [
      { title: "Set mTLS to STRICT", edit: (it) => it.replace(mode, "STRICT") },
      { title: "Set mTLS to PERMISSIVE, which takes both", edit: (it) => it.replace(mode, "PERMISSIVE") },
    ];
    yield {
      at: mode,
      what: ambient
        ? "Ambient mode ignores `DISABLE`: calls inside the mesh stay encrypted, but plaintext from outside it is accepted as with PERMISSIVE"
        : "`DISABLE` turns mutual TLS off: traffic is readable on the wire, no caller has an identity, and no policy on principals can match",
      fix: ambient ? fixes.slice(0, 1) : fixes,
    };
  },
});
