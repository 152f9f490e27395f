/** Pods that fetch secrets from a Vault that they do not verify. */
import { type Editor, rule, type Value } from "../api.js";
import { entry, flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/vault-tls-skipped",
  title: "Secrets fetched from an unverified Vault",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["vault.hashicorp.com/tls-skip-verify", "vault.hashicorp.com/service", "env"],
  refs: [],

  *check(workload) {
    const annotations = get(workload.podMetadata, "annotations");
    const skip = entry(annotations, "vault.hashicorp.com/tls-skip-verify")?.value;
    if (skip !== undefined && flag(skip) === true) {
      const known = entry(annotations, "vault.hashicorp.com/ca-cert") !== undefined;
      yield {
        at: skip,
        what: `The agent takes any certificate for Vault's: whoever answers gets the pod's token, and hands out the secrets${known ? "" : "; `ca-cert` and `tls-secret` say whom to trust"}`,
        fix: { title: "Verify Vault's certificate", level: known ? "safe" : "review", edit: (it) => it.replace(skip, "false") },
      };
    }
    const service = entry(annotations, "vault.hashicorp.com/service")?.value;
    if (service !== undefined && isPlaintext(service)) yield plaintext(service);
    for (const container of workload.containers)
      for (const variable of items(get(container.body, "env"))) {
        const name = text(get(variable, "name"));
        const value = get(variable, "value");
        if (value === undefined) continue;
        if (name === "VAULT_SKIP_VERIFY" && /^(?:1|t|true)$/i.test(text(value) ?? ""))
          yield {
            at: value,
            what: "The client takes any certificate for Vault's: whoever answers gets its token, and hands out the secrets",
            fix: { title: "Verify Vault's certificate", edit: (it) => it.replace(value, "false") },
          };
        if ((name === "VAULT_ADDR" || name === "AGENT_INJECT_VAULT_ADDR") && isPlaintext(value)) yield plaintext(value);
      }
  },
});

/** Over the network: what stays in the pod may be plain. */
function isPlaintext(value: Value): boolean {
  return /^http:\/\/(?!localhost\b|127\.|\[::1\])/i.test(text(value) ?? "");
}

function plaintext(value: Value) {
  return {
    at: value,
    what: `Tokens and secrets cross the network in the clear on the way to \`${text(value)}\``,
    fix: { title: "Use HTTPS", edit: (it: Editor) => it.replace(value, (text(value) ?? "").replace(/^http:/i, "https:")) },
  };
}
