/** Roles that grant every verb on every resource. */
import { rule } from "../api.js";
import { get, items, texts } from "../lib/value.js";

export default rule({
  id: "rbac/wildcard-all",
  title: "Role that may do everything",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole"],
  refs: [
    "checkov:CKV_K8S_49",
    "kube-linter:wildcard-in-rules",
    "kubescape:C-0187",
    "trivy:KSV-0044",
    "trivy:KSV-0046",
    "kics:RBAC Wildcard In Rule",
    "cis-k8s:5.1.3",
  ],

  *check(role) {
    for (const rule of items(get(role.body, "rules"))) {
      const verbs = get(rule, "verbs");
      if (
        verbs === undefined ||
        !texts(verbs).includes("*") ||
        !texts(get(rule, "resources")).includes("*") ||
        !texts(get(rule, "apiGroups")).some((it) => it === "*" || it === "") ||
        get(rule, "resourceNames") !== undefined
      )
        continue;
      yield { at: verbs, what: "Every verb on every resource: whoever holds this role can read every secret and grant itself the rest" };
    }
  },
});
