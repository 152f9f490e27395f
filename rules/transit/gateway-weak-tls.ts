/** Old protocol versions and ciphers at Istio's gateways and in MeshConfig. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "transit/gateway-weak-tls",
  title: "Gateway with outdated TLS",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "safe",
  on: "kube.object",
  of: ["networking.istio.io/Gateway"],
  refs: [],

  *check(gateway) {
    for (const server of items(get(gateway.body, "spec.servers"))) {
      const version = get(server, "tls.minProtocolVersion");
      if (version && /^TLSV1_[01]$/.test(text(version) ?? ""))
        yield {
          at: version,
          what: `\`${text(version)}\` has known breaks, and a client that offers it is accepted: everything since 2008 speaks TLS 1.2`,
          fix: { title: "Require TLS 1.2", edit: (it) => it.replace(version, "TLSV1_2") },
        };
      for (const cipher of items(get(server, "tls.cipherSuites")))
        if (/DES-CBC3|RC4|NULL|MD5|^(?:AES(?:128|256)-(?:SHA|GCM-SHA)\d*)$/.test(text(cipher) ?? ""))
          yield {
            at: cipher,
            what: `\`${text(cipher)}\` is weak or without forward secrecy: recorded traffic can be read once the key leaks`,
            fix: { title: `Remove ${text(cipher)}`, level: "review", edit: (it) => it.remove(cipher) },
          };
    }
  },
});
