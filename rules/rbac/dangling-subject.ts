/** Bindings with subjects that match nobody. */
import { type Fix, type Project, type RbacBinding, type RbacSubject, rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rbac/dangling-subject",
  title: "Binding subject that does not exist",
  pillar: "identity",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "rbac.binding",
  refs: [],

  *check(binding, project) {
    const { object } = binding;
    for (const subject of binding.subjects) {
      const { kind, name, body } = subject;
      if (kind === undefined || name === undefined) continue;
      const remove: Fix = { title: `Remove \`${name}\``, edit: (it) => it.remove(body) };
      const group = get(body, "apiGroup");
      const namespace = get(body, "namespace");
      const parts = name.split(":");
      if (kind === "ServiceAccount" && namespace === undefined && object.kind === "ClusterRoleBinding") {
        const homes = project.kubernetes.objects(object, "ServiceAccount").filter((it) => it.name === name);
        const home = homes.length === 1 ? homes[0]?.namespace : undefined;
        yield {
          at: subject.nameAt,
          what: `The service account \`${name}\` has no namespace here: a ClusterRoleBinding cannot tell whose it is`,
          fix:
            home === undefined
              ? remove
              : [{ title: `Name the namespace \`${home}\``, edit: (it) => it.set(body, "namespace", home) }, remove],
        };
      } else if (kind === "User" && name.startsWith("system:serviceaccount:") && (parts.length !== 4 || parts.includes(""))) {
        yield {
          at: subject.nameAt,
          what: `\`${name}\` is no service account: the user name is \`system:serviceaccount:<namespace>:<name>\``,
          fix: remove,
        };
      } else if (
        (kind === "User" || kind === "Group") &&
        text(namespace) !== undefined &&
        text(namespace) !== "" &&
        namespace !== undefined
      ) {
        yield {
          at: subject.nameAt,
          what: `A ${kind} has no namespace: this grants to \`${name}\` wherever it comes from`,
          fix: { title: "Remove the namespace", edit: (it) => it.remove(namespace) },
        };
      } else if (kind === "ServiceAccount" && text(group) === "rbac.authorization.k8s.io" && group !== undefined) {
        yield {
          at: subject.nameAt,
          what: `A ServiceAccount is in the core API group, not in \`${text(group)}\`: the API server refuses the binding`,
          fix: { title: "Remove the API group", edit: (it) => it.remove(group) },
        };
      } else if (kind === "ServiceAccount" && isMissing(subject, binding, project)) {
        yield {
          at: subject.nameAt,
          what: `There is no service account \`${name}\` in \`${subject.namespace}\`: whoever creates it inherits these rights`,
          fix: remove,
        };
      }
    }
  },
});

/** Said only where everything of the namespace is in view (W7). */
function isMissing(subject: RbacSubject, binding: RbacBinding, project: Project): boolean {
  const { kubernetes } = project;
  const { account, name } = subject;
  if (account === undefined || account.namespace === undefined || name === "default") return false;
  const accounts = kubernetes.objects(binding.object, "ServiceAccount");
  if (
    accounts.some(
      (it) => it.name === undefined || (it.name === name && (it.namespace === undefined || it.namespaceKey === account.namespaceKey)),
    )
  )
    return false;
  const inside =
    kubernetes.objects(binding.object, "Namespace").find((it) => it.name === account.namespace) ??
    kubernetes.workloads(binding.object).find((it) => it.namespaceKey === account.namespaceKey);
  return inside !== undefined && kubernetes.closedWorld(inside) && !kubernetes.mayHide(inside, "ServiceAccount");
}
