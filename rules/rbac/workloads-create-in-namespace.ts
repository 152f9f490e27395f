/** Roles that may start pods in a namespace. */
import { rule } from "../api.js";
import { firstOf, listed, meansOf, onlyRead, startsAnyPods, startsPods, together } from "../lib/rbac.js";

export default rule({
  id: "rbac/workloads-create-in-namespace",
  title: "Role that can start pods",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "rbac.rule",
  of: ["Role"],
  refs: [
    "kube-linter:access-to-create-pods",
    "kubescape:C-0188",
    "trivy:KSV-0048",
    "kics:Permissive Access to Create Pods",
    "cis-k8s:5.1.4",
  ],

  *check(rule) {
    const rules = firstOf(rule, startsAnyPods);
    const found = startsPods(rule);
    if (rules === undefined || found === undefined) return;
    const resources = rules.flatMap((it) => startsPods(it)?.resources ?? []);
    yield {
      at: found.resource,
      what: meansOf(found, resources, "", " of the namespace"),
      fix: together(
        `Only read ${listed(resources)}`,
        rules.map((it) => onlyRead(it, startsPods(it)?.resources ?? [])),
      ),
    };
  },
});
