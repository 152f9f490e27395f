/** PeerAuthentications that accept plaintext. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/mtls-not-strict",
  title: "mTLS not STRICT",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["security.istio.io/PeerAuthentication"],
  refs: ["kics:Istio mTLS", "istio:peerauth-permissive"],

  *check(policy) {
    const mode = get(policy.body, "spec.mtls.mode");
    const known = text(mode);
    if (mode === undefined || (known !== "PERMISSIVE" && known !== "DISABLE")) return;
    yield {
      at: mode,
      what:
        known === "DISABLE"
          ? "`DISABLE` turns mutual TLS off: callers are neither authenticated nor encrypted"
          : "`PERMISSIVE` still accepts plaintext: callers without an identity get in, and policies on identities can be walked around",
      fix: { title: "Set mTLS to STRICT", edit: (it) => it.replace(mode, "STRICT") },
    };
  },
});
