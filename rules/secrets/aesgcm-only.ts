/** Encryption configurations whose only cipher wears its keys out. */
import { rule } from "../api.js";
import { entries, get, isComplete, items } from "../lib/value.js";

export default rule({
  id: "secrets/aesgcm-only",
  title: "Secrets encrypted with a key that wears out",
  pillar: "data",
  tenet: ["T6"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["apiserver.config.k8s.io/EncryptionConfiguration", "EncryptionConfig"],
  refs: ["kics:Encryption Provider Not Properly Configured", "cis-k8s:1.2.28"],

  *check(config) {
    for (const block of items(get(config.body, "resources"))) {
      const providers = get(block, "providers");
      if (!isComplete(providers) || items(providers).some((it) => !isComplete(it))) continue;
      const ciphers = items(providers)
        .flatMap(entries)
        .filter((it) => it.key !== "identity");
      const [first] = ciphers;
      // A second provider is how one moves to it, or away from it.
      if (first === undefined || ciphers.some((it) => it.key !== "aesgcm")) continue;
      yield {
        at: first.keyAt,
        what: "A key of `aesgcm` is safe for some 200,000 writes, and nothing renews it in this file: `kms` renews its own, `secretbox` does not need to",
      };
    }
  },
});
