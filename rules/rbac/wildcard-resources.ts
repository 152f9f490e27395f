/** Roles over every resource of an API group. */
import { rule } from "../api.js";
import { get, isComplete, items, texts } from "../lib/value.js";

export default rule({
  id: "rbac/wildcard-resources",
  title: "Role over every resource of a group",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole"],
  refs: ["checkov:CKV_K8S_49", "kube-linter:wildcard-in-rules", "trivy:KSV-0046", "kics:RBAC Wildcard In Rule"],

  *check(role) {
    for (const rule of items(get(role.body, "rules"))) {
      const star = items(get(rule, "resources")).find((it) => it.known === "*");
      const verbs = texts(get(rule, "verbs"));
      if (star === undefined || verbs.includes("*") || verbs.length === 0 || !isComplete(get(rule, "verbs"))) continue;
      const secrets = texts(get(rule, "apiGroups")).some((it) => it === "" || it === "*");
      yield {
        at: star,
        what: `\`*\` covers every resource of the group${secrets ? ", secrets included" : ""}, and those that are installed later`,
      };
    }
  },
});
