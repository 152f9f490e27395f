/** Secrets in ConfigMaps, as values of their own or inside the files that they hold. */
import { rule } from "../api.js";
import { isPlaceholder, promisesSecret, tokenIn, varied } from "../lib/secret.js";
import { entries, get } from "../lib/value.js";

export default rule({
  id: "secrets/plaintext-in-configmap",
  title: "Secret in a ConfigMap",
  pillar: "data",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: ["kubescape:C-0012", "trivy:KSV-0109", "polaris:sensitiveConfigmapContent"],

  *check(map) {
    for (const { key, keyAt, value } of entries(get(map.body, "data"))) {
      if (value.kind !== "text") continue;
      const token = tokenIn(value.known);
      // A name with an ending, or a text of several lines, is a file.
      const file = value.known.includes("\n") || /\.[a-z]{1,10}$/i.test(key);
      const inside = file ? settingIn(value.known) : undefined;
      if (token === undefined && inside === undefined && (file || !isSecret(key, value.known))) continue;
      yield {
        at: value,
        what: `\`${key}\` holds ${token ?? (inside === undefined ? "a secret" : `the secret of \`${inside}\``)}: ConfigMaps are for everybody to read, and are neither encrypted nor hidden`,
        fix: { title: `Take \`${key}\` out; it belongs into a Secret, with a new value`, edit: (it) => it.remove(keyAt) },
      };
    }
  },
});

function isSecret(name: string, value: string): boolean {
  return promisesSecret(name) && !isPlaceholder(value) && value.length >= 6 && varied(value);
}

/** The name of a setting in a file (properties, ini, env, yaml, toml) whose value is a secret. */
function settingIn(file: string): string | undefined {
  for (const line of file.split("\n")) {
    const setting = /^(?:export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*(["']?)([^\s"'#]+)\2\s*,?$/.exec(line.trim());
    if (setting?.[1] !== undefined && setting[3] !== undefined && isSecret(setting[1], setting[3])) return setting[1];
  }
  return undefined;
}
