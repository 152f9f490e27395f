/** Roles and bindings that give the use of a privileged SecurityContextConstraints. */
import { rule } from "../api.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "rbac/privileged-scc",
  title: "Use of a privileged SCC",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
  refs: ["kyverno:openshift-disallow-security-context-constraint-anyuid"],

  *check(object) {
    if (object.kind.endsWith("Binding")) {
      const role = get(object.body, "roleRef.name");
      const scc = /^system:openshift:scc:(.+)$/.exec(text(role) ?? "")?.[1];
      if (role !== undefined && scc !== undefined && strong.has(scc)) yield { at: role, what: means(scc) };
      return;
    }
    for (const rule of items(get(object.body, "rules"))) {
      const verbs = texts(get(rule, "verbs"));
      if (!texts(get(rule, "resources")).includes("securitycontextconstraints") || !(verbs.includes("use") || verbs.includes("*")))
        continue;
      for (const name of items(get(rule, "resourceNames")))
        if (strong.has(text(name) ?? "")) yield { at: name, what: means(text(name) ?? "") };
    }
  },
});

const strong: ReadonlySet<string> = new Set([
  "privileged",
  "anyuid",
  "hostaccess",
  "hostmount-anyuid",
  "hostnetwork",
  "hostnetwork-v2",
  "node-exporter",
]);

function means(scc: string): string {
  return `Pods under \`${scc}\` ${scc === "anyuid" ? "may run as root" : scc === "privileged" ? "may do whatever root on the node may do" : "may use what is the node's own"}: whoever may start pods as a holder of this owns more than the namespace`;
}
