/** Roles that may bind any role. */
import { type Editor, type Fix, type RbacRule, rule, type Value } from "../api.js";
import { granted, removeVerbs, siblingsThat, writingVerbs } from "../lib/rbac.js";
import { get, text, texts } from "../lib/value.js";

export default rule({
  id: "rbac/bind-any-role",
  title: "Role that can bind any role to anyone",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0191", "checkov:CKV_K8S_157", "kics:RBAC Roles Allow Privilege Escalation", "cis-k8s:5.1.8", "checkov:CKV2_K8S_1"],

  *check(rule) {
    const found = granted(rule, "rbac.authorization.k8s.io", ["roles", "clusterroles"], ["bind"]);
    if (found === undefined || rule.named !== false || text(found.verb) === "*") return;
    const isBinder = siblingsThat(writesBindings, rule).length > 0;
    const remove: Fix = { title: "Remove `bind`", edit: (it) => removeVerbs(it, rule, [found.verb]) };
    const name: Fix = {
      title: "Only bind `view`",
      edit: (it) => {
        if (rule.verbs.length === 1) it.set(rule.body, "resourceNames", ["view"]);
        else keepNamed(it, rule, found.verb);
      },
    };
    yield {
      at: found.verb,
      what: "`bind` without `resourceNames` gives any role, cluster-admin included, to any account",
      fix: isBinder ? [name, remove] : [remove, name],
    };
  },
});

function writesBindings(rule: RbacRule): boolean {
  return granted(rule, "rbac.authorization.k8s.io", ["rolebindings", "clusterrolebindings"], writingVerbs) !== undefined;
}

/** Moves `bind` into a rule of its own that names what may be bound. */
function keepNamed(it: Editor, rule: RbacRule, bind: Value): void {
  const rules = get(rule.object.body, "rules");
  if (rules === undefined) return;
  it.remove(bind);
  it.append(rules, {
    apiGroups: texts(get(rule.body, "apiGroups")),
    resources: texts(get(rule.body, "resources")),
    resourceNames: ["view"],
    verbs: ["bind"],
  });
}
