/** Bindings of the namespace administrator to the whole cluster. */
import { rule } from "../api.js";

export default rule({
  id: "rbac/admin-everywhere",
  title: "Administrator of every namespace",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "rbac.binding",
  refs: ["trivy:KSV-0111"],

  *check(binding, project) {
    const { object, roleName, roleAt } = binding;
    if (object.kind !== "ClusterRoleBinding" || roleAt === undefined || (roleName !== "admin" && roleName !== "edit")) return;
    if (project.rbac.roleOf(binding) !== undefined || binding.subjects.length === 0) return;
    const [first] = binding.subjects;
    yield {
      at: roleAt,
      what: `\`${roleName}\` is meant for one namespace: in all of them ${first?.name === undefined ? "the subject" : `\`${first.name}\``} reads the Secrets of \`kube-system\` and starts pods there, and so is master of the cluster`,
    };
  },
});
