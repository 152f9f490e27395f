/** Connections of the Vault operator that skip TLS. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "secrets/vault-connection-unverified",
  title: "Vault connection without verified TLS",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["secrets.hashicorp.com/VaultConnection"],
  refs: [],

  *check(connection) {
    const skip = get(connection.body, "spec.skipTLSVerify");
    if (skip !== undefined && flag(skip) === true)
      yield {
        at: skip,
        what: "Any certificate passes for Vault's: whoever answers gets the operator's token, and hands out the secrets",
        fix: {
          title: "Verify Vault's certificate",
          level: get(connection.body, "spec.caCertSecretRef") === undefined ? "review" : "safe",
          edit: (it) => it.replace(skip, false),
        },
      };
    const address = get(connection.body, "spec.address");
    if (address !== undefined && /^http:\/\/(?!localhost\b|127\.)/i.test(text(address) ?? ""))
      yield {
        at: address,
        what: `Tokens and secrets cross the network in the clear on the way to \`${text(address)}\``,
        fix: { title: "Use HTTPS", edit: (it) => it.replace(address, (text(address) ?? "").replace(/^http:/i, "https:")) },
      };
  },
});
