/** Configurations of SOPS whose pattern leaves the values of Kubernetes secrets out. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/sops-pattern",
  title: "SOPS pattern that leaves secrets in the clear",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "sops.config",
  refs: [],

  *check(config) {
    for (const it of items(get(config.body, "creation_rules"))) {
      const path = text(get(it, "path_regex")) ?? "";
      const pattern = get(it, "encrypted_regex");
      const known = text(pattern);
      // Files of Terraform or of an application have keys of their own.
      if (pattern === undefined || known === undefined || !/ya\?*ml/.test(path) || !/kubernetes|k8s|cluster|secret/i.test(path)) continue;
      if (!/metadata|username|password|kind/i.test(known) || /data/i.test(known.replace(/metadata/gi, ""))) continue;
      yield {
        at: pattern,
        what: `\`${known}\` matches neither \`data\` nor \`stringData\`: what a Kubernetes Secret holds stays in the clear`,
        fix: { title: "Encrypt `data` and `stringData`", edit: (edit) => edit.replace(pattern, "^(data|stringData)$") },
      };
    }
  },
});
