/** Issuers whose certificates nobody trusts, or that do not verify whom they ask. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "trust/acme-staging",
  title: "Issuer that nobody can trust",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["cert-manager.io/Issuer", "cert-manager.io/ClusterIssuer"],
  refs: [],

  *check(issuer) {
    const skip = get(issuer.body, "spec.acme.skipTLSVerify");
    if (skip && flag(skip) === true)
      yield {
        at: skip,
        what: "The ACME server is not verified: whoever answers in its place decides on your certificates",
        fix: { title: "Verify the ACME server", edit: (it) => it.replace(skip, false) },
      };
    const vault = get(issuer.body, "spec.vault.server");
    const known = text(vault);
    if (vault && known?.startsWith("http://"))
      yield {
        at: vault,
        what: "Vault is called in plaintext: the token that signs certificates crosses the network readable",
        fix: { title: "Call Vault over HTTPS", edit: (it) => it.replace(vault, known.replace(/^http:/, "https:")) },
      };
    const server = get(issuer.body, "spec.acme.server");
    // An issuer that says what it is may be there for tests.
    if (server && /staging/.test(text(server) ?? "") && issuer.name !== undefined && /prod/i.test(issuer.name))
      yield {
        at: server,
        what: `\`${issuer.name}\` gets its certificates from the staging service: no client trusts them, and people learn to click past the warning`,
        fix: { title: "Use the production service", edit: (it) => it.replace(server, "https://acme-v02.api.letsencrypt.org/directory") },
      };
  },
});
