/** ConfigMaps with a place kept for a secret. */
import { rule } from "../api.js";
import { promisesSecret } from "../lib/secret.js";
import { entries, get } from "../lib/value.js";

export default rule({
  id: "secrets/placeholder-in-configmap",
  title: "Place for a secret in a ConfigMap",
  pillar: "data",
  tenet: ["T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: ["polaris:sensitiveConfigmapContent"],

  *check(map) {
    for (const { key, keyAt, value } of entries(get(map.body, "data"))) {
      if (value.kind !== "text" || !toBeFilled.test(value.known.trim()) || !(credentials.has(key) || promisesSecret(key))) continue;
      yield {
        at: value,
        what: `\`${key}\` is to be filled with a secret: in a ConfigMap everybody reads it, and it is neither encrypted nor hidden`,
        fix: { title: `Take \`${key}\` out; it belongs into a Secret`, edit: (it) => it.remove(keyAt) },
      };
    }
  },
});

const toBeFilled =
  /^(?:x{3,}|\*{3,}|change[-_ ]?(?:me|it).*|replace[-_ ]?(?:me|with).*|place[-_ ]?holder.*|to[-_ ]?do|tbd|fill[-_ ]?(?:me|in).*|your[-_ ].+|<[^<>]+>)$/i;
/** Names that clouds and tools read a credential from and that do not sound like one. */
const credentials: ReadonlySet<string> = new Set([
  "AZURE_BATCH_KEY",
  "AZURE_STORAGE_KEY",
  "OCI_CLI_KEY_CONTENT",
  "GOOGLE_CREDENTIALS",
  "GCP_CREDENTIALS",
]);
