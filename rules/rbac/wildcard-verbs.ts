/** Roles that grant every verb on some resource. */
import { rule } from "../api.js";
import { get, isComplete, items, texts } from "../lib/value.js";

export default rule({
  id: "rbac/wildcard-verbs",
  title: "Role with every verb on a resource",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole"],
  refs: [
    "checkov:CKV_K8S_49",
    "kube-linter:wildcard-in-rules",
    "trivy:KSV-0045",
    "trivy:KSV-0050",
    "kics:RBAC Wildcard In Rule",
    "polaris:clusterrolePodExecAttach",
  ],

  *check(role) {
    for (const rule of items(get(role.body, "rules"))) {
      const verbs = items(get(rule, "verbs")).find((it) => it.known === "*");
      const resources = texts(get(rule, "resources"));
      if (
        verbs === undefined ||
        (resources.includes("*") && texts(get(rule, "apiGroups")).some((it) => it === "*" || it === "")) ||
        resources.length === 0 ||
        !isComplete(get(rule, "resources")) ||
        !isComplete(get(rule, "apiGroups"))
      )
        continue;
      yield { at: verbs, what: `\`*\` grants every verb on \`${resources[0]}\`, also delete, impersonate, and verbs that come later` };
    }
  },
});
