/** Encryption configurations that hold their own keys. */
import { rule } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/encryption-key-in-file",
  title: "Encryption key beside the data",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["apiserver.config.k8s.io/EncryptionConfiguration", "EncryptionConfig"],
  refs: [],

  *check(config) {
    for (const block of items(get(config.body, "resources")))
      for (const provider of items(get(block, "providers")))
        for (const { key, value } of entries(provider)) {
          if (key !== "aescbc" && key !== "aesgcm" && key !== "secretbox") continue;
          const secret = items(get(value, "keys"))
            .map((it) => get(it, "secret"))
            .find((it) => /^[A-Za-z0-9+/]{20,}={0,2}$/.test(text(it) ?? ""));
          if (secret === undefined) continue;
          yield {
            at: secret,
            what: `The key of \`${key}\` is written in the file: whoever has the file and a backup of etcd has every secret; a \`kms\` provider keeps it elsewhere`,
          };
        }
  },
});
