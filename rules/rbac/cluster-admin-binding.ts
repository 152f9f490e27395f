/** Bindings to cluster-admin. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "rbac/cluster-admin-binding",
  title: "Binding to cluster-admin",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "kube.object",
  of: ["rbac.authorization.k8s.io/ClusterRoleBinding", "rbac.authorization.k8s.io/RoleBinding"],
  refs: [
    "kube-linter:cluster-admin-role-binding",
    "kubescape:C-0035",
    "trivy:KSV-0111",
    "checkov:CKV_K8S_155",
    "kics:Cluster Admin Rolebinding With Superuser Permissions",
    "cis-k8s:5.1.1",
    "polaris:clusterrolebindingClusterAdmin",
  ],

  *check(binding) {
    const role = get(binding.body, "roleRef.name");
    if (role === undefined || text(role) !== "cluster-admin" || text(get(binding.body, "roleRef.kind")) !== "ClusterRole") return;
    const subjects = items(get(binding.body, "subjects"));
    if (subjects.length === 0 || subjects.every((it) => text(get(it, "name")) === "system:masters")) return;
    const [first] = subjects.map((it) => text(get(it, "name")));
    yield {
      at: role,
      what: `\`cluster-admin\` makes ${first ? `\`${first}\`` : "the subject"} the master of ${binding.kind === "RoleBinding" ? "the namespace" : "the whole cluster"}: its token is worth as much as the root password`,
    };
  },
});
