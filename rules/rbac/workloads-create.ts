/** ClusterRoles that may start pods. */
import { rule } from "../api.js";
import { firstOf, listed, meansOf, onlyRead, startsAnyPods, startsPods, together } from "../lib/rbac.js";

export default rule({
  id: "rbac/workloads-create",
  title: "Role that can start pods anywhere",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  of: ["ClusterRole"],
  refs: [
    "kube-linter:access-to-create-pods",
    "kubescape:C-0188",
    "trivy:KSV-0048",
    "kics:Permissive Access to Create Pods",
    "cis-k8s:5.1.4",
  ],

  *check(rule, project) {
    const rules = firstOf(rule, startsAnyPods);
    const found = startsPods(rule);
    if (rules === undefined || found === undefined) return;
    // Bound in namespaces only, it starts pods in those.
    const bindings = project.rbac.bindingsOf(rule.object);
    const everywhere = bindings.some((it) => it.object.kind === "ClusterRoleBinding");
    if (!everywhere && (bindings.length > 0 || rule.object.name === undefined || !project.rbac.sure(rule.object))) return;
    const resources = rules.flatMap((it) => startsPods(it)?.resources ?? []);
    yield {
      at: found.resource,
      what: meansOf(found, resources, " in every namespace", ""),
      fix: together(
        `Only read ${listed(resources)}`,
        rules.map((it) => onlyRead(it, startsPods(it)?.resources ?? [])),
      ),
      related: bindings.map((it) => ({ at: it, what: "held by the subjects of this binding" })),
    };
  },
});
