/** Secrets encrypted with SOPS that still hold values in the clear. */
import { rule } from "../api.js";
import { entries, entry, get, text } from "../lib/value.js";

export default rule({
  id: "secrets/sops-clear-text",
  title: "Clear value in a file encrypted with SOPS",
  pillar: "data",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["/Secret"],
  refs: [],

  *check(secret) {
    const sops = entry(secret.body, "sops")?.value;
    if (entry(sops, "mac") === undefined && entry(sops, "lastmodified") === undefined) return;
    for (const { key, value } of [...entries(get(secret.body, "data")), ...entries(get(secret.body, "stringData"))]) {
      const known = value.kind === "text" ? value.known : undefined;
      if (known === undefined || known === "" || known.startsWith("ENC[") || masked.test(known)) continue;
      const regex = text(get(secret.body, "sops.encrypted_regex"));
      yield {
        at: value,
        what: `\`${key}\` is not encrypted${regex === undefined ? "" : `: \`${regex}\` does not name it`}, and the rest of the file makes it look as if it were; it has to be rotated`,
      };
    }
  },
});

/** What Flux shows in place of a value that it found encrypted, plain and as base64. */
const masked = /^(?:\*\*SOPS\*\*|KipTT1BTKio=|eyJtYXNrIjoiKipTT1BTKioifQ==)\s*$/;
