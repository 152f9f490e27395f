/** Roles that read all secrets. */
import { rule } from "../api.js";
import { get, items, texts } from "../lib/value.js";

export default rule({
  id: "rbac/secrets-read",
  title: "Role that reads every secret",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole"],
  refs: [
    "kube-linter:access-to-secrets",
    "kubescape:C-0015",
    "kubescape:C-0186",
    "trivy:KSV-0041",
    "trivy:KSV-0113",
    "kics:RBAC Roles with Read Secrets Permissions",
    "cis-k8s:5.1.2",
  ],

  *check(role) {
    for (const rule of items(get(role.body, "rules"))) {
      const secrets = items(get(rule, "resources")).find((it) => it.known === "secrets");
      const read = items(get(rule, "verbs")).flatMap((it) =>
        it.known === "get" || it.known === "list" || it.known === "watch" || it.known === "*" ? [it.known] : [],
      );
      if (secrets === undefined || read.length === 0 || !texts(get(rule, "apiGroups")).some((it) => it === "" || it === "*")) continue;
      if (get(rule, "resourceNames") !== undefined && !read.includes("list") && !read.includes("watch") && !read.includes("*")) continue;
      yield {
        at: secrets,
        what: `\`${read.join("`, `")}\` on secrets gives every password and token of ${role.kind === "ClusterRole" ? "the cluster" : "the namespace"}`,
      };
    }
  },
});
