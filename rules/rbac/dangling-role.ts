/** Bindings to roles that do not exist. */
import { rule } from "../api.js";
import { get, misspelt } from "../lib/value.js";

export default rule({
  id: "rbac/dangling-role",
  title: "Binding to a role that does not exist",
  pillar: "identity",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "rbac.binding",
  refs: ["kube-linter:dangling-rolebinding"],

  *check(binding, project) {
    const { object, roleKind, roleName, roleAt } = binding;
    if (roleKind === undefined || roleName === undefined || roleAt === undefined) return;
    const { kubernetes, rbac } = project;
    // A patch that changes the kind of both is read as two changes.
    if (roleKind === "Role" && object.kind === "ClusterRoleBinding" && get(object.body, "roleRef.kind")?.origin.unit === object.full.unit) {
      yield {
        at: roleAt,
        what: `A ClusterRoleBinding cannot refer to the Role \`${roleName}\`: the API server refuses it`,
        fix: { title: "Refer to a ClusterRole", edit: (it) => it.set(object.body, "roleRef.kind", "ClusterRole") },
      };
      return;
    }
    if (
      rbac.roleOf(binding) !== undefined ||
      (roleKind === "ClusterRole" && rbac.isBuiltin(roleName)) ||
      kubernetes.mayHide(object, roleKind)
    )
      return;
    const others = kubernetes
      .objects(object, roleKind)
      .filter((it) => roleKind === "ClusterRole" || it.namespaceKey === object.namespaceKey);
    // A role without a known name may be the one.
    if (others.some((it) => it.name === undefined)) return;
    const close = others.flatMap((it) => it.name ?? []).find((it) => roleName.length > 4 && misspelt(it, roleName));
    if (close === undefined && !(roleKind === "Role" && kubernetes.closedWorld(object))) return;
    yield {
      at: roleAt,
      what: `There is no ${roleKind} \`${roleName}\` here${close === undefined ? "" : `, but \`${close}\``}: whoever creates that name later decides what this binding grants`,
      fix: close === undefined ? [] : { title: `Refer to \`${close}\``, edit: (it) => it.replace(roleAt, close) },
    };
  },
});
