/** Roles that may issue tokens. */
import { type Editor, rule } from "../api.js";
import { granted, listed, reach, removeResources } from "../lib/rbac.js";

export default rule({
  id: "rbac/token-create",
  title: "Role that can issue tokens of any service account",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0282", "cis-k8s:5.1.13"],

  *check(rule, project) {
    const found = granted(rule, "", ["serviceaccounts/token"], ["create"]);
    if (found === undefined || rule.named !== false) return;
    const own = project.kubernetes
      .objects(rule.object, "ServiceAccount")
      .filter((it) => rule.object.kind === "ClusterRole" || it.namespaceKey === rule.object.namespaceKey)
      .flatMap((it) => it.name ?? []);
    const holders = project.rbac.bindingsOf(rule.object).flatMap((it) => it.subjects.map((subject) => subject.name));
    const names = [...new Set(own)].filter((it) => !holders.includes(it)).sort();
    yield {
      at: found.resource,
      what: `\`serviceaccounts/token\` issues tokens of every service account of ${reach(rule, project)}: the holder is all of them`,
      fix: [
        ...(names.length > 0 && names.length <= 5 && rule.resources.length === 1
          ? [{ title: `Only for ${listed(names)}`, edit: (it: Editor) => it.set(rule.body, "resourceNames", names) }]
          : []),
        { title: "Remove `serviceaccounts/token` from the rule", edit: (it) => removeResources(it, rule, found.resources) },
      ],
    };
  },
});
