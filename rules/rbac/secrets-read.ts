/** Roles that read all secrets. */
import { type Editor, type Project, type RbacBinding, type RbacRule, rule, type Value } from "../api.js";
import { ending, granted, listed, reach, readingVerbs, removeResources } from "../lib/rbac.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "rbac/secrets-read",
  title: "Role that reads every secret",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: [
    "kubescape:C-0015",
    "kubescape:C-0186",
    "trivy:KSV-0041",
    "trivy:KSV-0113",
    "checkov:CKV2_K8S_5",
    "kics:RBAC Roles with Read Secrets Permissions",
    "kyverno:other-restrict-secret-role-verbs",
    "cis-k8s:5.1.2",
    "kics:ServiceAccount Allows Access Secrets",
  ],

  *check(rule, project) {
    const found = granted(rule, "", ["secrets"], readingVerbs);
    // With names, `get` reads those; \`list\` and \`watch\` are only allowed to who asks for one of them by name (R5).
    if (found === undefined || rule.named !== false) return;
    const names = [...new Set(project.rbac.bindingsOf(rule.object).flatMap((binding) => namesIn(binding, project)))].sort();
    yield {
      at: found.resource,
      what: `${listed(found.verbs)} on secrets give${ending(found.verbs)} every password and token of ${reach(rule, project)}`,
      fix: [
        ...(names.length === 0
          ? []
          : [{ title: `Only read ${listed(names)}`, edit: (it: Editor) => onlyThese(it, rule, found.resource, names) }]),
        { title: "Remove `secrets` from the rule", edit: (it) => removeResources(it, rule, found.resources) },
      ],
      related: project.rbac.bindingsOf(rule.object).map((it) => ({ at: it, what: "held by the subjects of this binding" })),
    };
  },
});

/** Moves secrets into a rule that names them. */
function onlyThese(it: Editor, rule: RbacRule, resource: Value, names: readonly string[]): void {
  const verbs = get(rule.body, "verbs");
  const rules = get(rule.object.body, "rules");
  if (rule.resources.length === 1 && verbs) {
    it.replace(verbs, ["get"]);
    it.set(rule.body, "resourceNames", names);
  } else if (rules) {
    it.remove(resource);
    it.append(rules, { apiGroups: [""], resources: ["secrets"], resourceNames: names, verbs: ["get"] });
  }
}

/** Secrets that the workloads of a binding's accounts name; not `$(NAME)`, which somebody still fills in. */
function namesIn(binding: RbacBinding, project: Project): readonly string[] {
  return binding.subjects
    .flatMap((it) => (it.account ? project.rbac.workloadsOf(it.account) : []))
    .flatMap((it) => secretNames(it.pod))
    .filter((it) => /^[a-z0-9][a-z0-9.-]*$/.test(it));
}

function secretNames(value: Value): readonly string[] {
  if (value.kind === "list") return value.items.flatMap(secretNames);
  if (value.kind === "text") return /^--[\w-]*secret(?:-name)?=([\w.-]+)$/.exec(value.known)?.slice(1) ?? [];
  return entries(value).flatMap((it) => {
    if (it.key === "secretRef" || it.key === "secretKeyRef") return text(get(it.value, "name")) ?? [];
    if (it.key === "secret") return text(get(it.value, "secretName")) ?? [];
    if (it.key === "imagePullSecrets") return items(it.value).flatMap((one) => text(get(one, "name")) ?? []);
    return secretNames(it.value);
  });
}
