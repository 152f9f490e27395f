/** Bindings through which somebody reads every secret: at the holder, where the role may be far away. */
import { rule } from "../api.js";
import { isShipped, listed, readingVerbs } from "../lib/rbac.js";

export default rule({
  id: "rbac/secrets-through-binding",
  title: "Binding that hands out every secret",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "rbac.binding",
  refs: ["kube-linter:access-to-secrets", "cis-k8s:5.1.2"],

  *check(binding, { rbac }) {
    const { object, roleAt, roleName, subjects } = binding;
    // Built-in roles are known for what they are; wildcards have rules of their own.
    if (roleAt === undefined || isShipped(object.name) || isShipped(roleName)) return;
    const grants = rbac
      .grantsOf(binding)
      .filter(
        (it) =>
          it.rule?.named === false &&
          it.resources.includes("secrets") &&
          it.apiGroups.some((group) => group === "" || group === "*") &&
          it.verbs.some((verb) => verb === "*" || readingVerbs.some((one) => one === verb)),
      );
    const names = subjects.flatMap((it) => it.name ?? []);
    if (grants.length === 0 || names.length === 0) return;
    const [first = ""] = names;
    yield {
      at: roleAt,
      what: `${names.length > 2 ? `\`${first}\` and ${names.length - 1} more` : listed(names)} read${names.length === 1 ? "s" : ""} every secret of ${object.kind === "ClusterRoleBinding" ? "the cluster" : "the namespace"} by this: whoever acts as one of its subjects has all passwords and tokens there`,
      related: grants.slice(0, 3).map((it) => ({ at: it.at, what: `granted here, by \`${it.role}\`` })),
    };
  },
});
