/** Bindings to cluster-admin, and to roles that equal it. */
import { type RbacRule, rule } from "../api.js";
import { isShipped } from "../lib/rbac.js";
import { get, texts } from "../lib/value.js";

export default rule({
  id: "rbac/cluster-admin-binding",
  title: "Binding to cluster-admin",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rbac.binding",
  refs: [
    "kube-linter:cluster-admin-role-binding",
    "kubescape:C-0035",
    "kubescape:C-0185",
    "trivy:KSV-0111",
    "kics:Cluster Admin Rolebinding With Superuser Permissions",
    "polaris:clusterrolebindingClusterAdmin",
    "polaris:rolebindingClusterAdminClusterRole",
    "polaris:rolebindingClusterAdminRole",
    "cis-k8s:5.1.1",
  ],

  *check(binding, project) {
    const { roleName, roleAt, object } = binding;
    if (
      roleName === undefined ||
      roleAt === undefined ||
      object.name === "cluster-admin" ||
      (isShipped(object.name) && roleName !== "cluster-admin") ||
      binding.subjects.length === 0
    )
      return;
    if (binding.subjects.every((it) => it.kind === "Group" && (it.name === "system:masters" || it.name === "kubeadm:cluster-admins")))
      return;
    const everywhere = object.kind === "ClusterRoleBinding";
    const declared = project.rbac.roleOf(binding);
    const admin = declared === undefined && roleName === "cluster-admin";
    if (!admin && !declared?.rules.some(isEverything)) return;
    const [first] = binding.subjects;
    const holder = first?.name === undefined ? "the subject" : `\`${first.name}\``;
    const namespace = binding.subjects.find((it) => it.kind === "ServiceAccount" && it.namespace !== undefined)?.namespace;
    yield {
      at: roleAt,
      what: `\`${roleName}\` makes ${holder} the master of ${everywhere ? "the whole cluster: its token is worth as much as the root password" : "the namespace: every secret, pod and right there is its own"}`,
      // A roleRef cannot be changed, so the binding with the smaller role gets a name of its own.
      fix: everywhere
        ? namespace === undefined
          ? []
          : {
              title: `Bind \`edit\` in \`${namespace}\` only`,
              edit: (it) => {
                it.set(object.body, "kind", "RoleBinding");
                it.set(object.body, "metadata.name", `${object.name}-edit`);
                it.set(object.body, "metadata.namespace", namespace);
                it.set(object.body, "roleRef.kind", "ClusterRole");
                it.set(object.body, "roleRef.name", "edit");
              },
            }
        : {
            title: "Bind `edit`",
            edit: (it) => {
              it.set(object.body, "metadata.name", `${object.name}-edit`);
              it.set(object.body, "roleRef.kind", "ClusterRole");
              it.set(object.body, "roleRef.name", "edit");
            },
          },
    };
  },
});

/** Whether a rule leaves nothing out but the rarer verbs. */
function isEverything(rule: RbacRule): boolean {
  const verbs = texts(get(rule.body, "verbs"));
  return (
    rule.named === false &&
    texts(get(rule.body, "apiGroups")).includes("*") &&
    texts(get(rule.body, "resources")).includes("*") &&
    (verbs.includes("*") || ["get", "list", "watch", "create", "update", "patch", "delete"].every((it) => verbs.includes(it)))
  );
}
