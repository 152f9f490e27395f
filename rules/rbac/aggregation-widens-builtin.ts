/** Roles that widen view, edit or admin. */
import { type Editor, type Fix, type RbacRule, rule, type Value } from "../api.js";
import { inGroup, isOfKubernetes, listed, readingVerbs, removeVerbs } from "../lib/rbac.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rbac/aggregation-widens-builtin",
  title: "Role that widens a built-in role",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  of: ["ClusterRole"],
  refs: [],

  *check(rule) {
    const target = ["view", "edit", "admin"].find(
      (it) => rule.object.labels.get(`rbac.authorization.k8s.io/aggregate-to-${it}`) === "true",
    );
    if (target === undefined) return;
    // What a package declares is its own to hand out.
    const verbs = rule.verbs.filter((it) =>
      target === "view"
        ? !reading.has(text(it) ?? "get")
        : raising.has(text(it) ?? "") || (text(it) === "*" && rule.apiGroups.some((group) => isOfKubernetes(text(group) ?? "."))),
    );
    const [verb] = verbs;
    const strong = rule.resources.find((it) => text(it) === "*" || (target === "view" && strongToRead.has(text(it) ?? "")));
    const at = verb ?? (inGroup(rule, [""]) ? strong : undefined);
    if (at === undefined) return;
    const label = get(rule.object.body, ["metadata", "labels", `rbac.authorization.k8s.io/aggregate-to-${target}`]);
    const drop: Fix = { title: `Do not add this role to \`${target}\``, edit: (it) => label && it.remove(label) };
    yield {
      at,
      what: `Everyone with \`${target}\` also gets ${verb === undefined ? `\`${text(at)}\`` : `${listed(verbs)} on ${rule.resources.some((it) => text(it) === "*") ? `all of ${listed(rule.apiGroups)}` : listed(rule.resources)}`}: the label adds this rule to a role that people take for harmless`,
      fix: verb !== undefined && target === "view" ? [{ title: "Only read", edit: (it) => narrow(it, rule, verbs) }, drop] : drop,
      related: label === undefined ? [] : [{ at: label, what: `adds the role to \`${target}\`` }],
    };
  },
});

const reading: ReadonlySet<string> = new Set(readingVerbs);
/** What not even edit and admin may do. */
const raising: ReadonlySet<string> = new Set(["escalate", "bind", "impersonate"]);
const strongToRead: ReadonlySet<string> = new Set(["secrets", "pods/exec", "pods/attach", "pods/portforward", "nodes/proxy"]);

function narrow(it: Editor, rule: RbacRule, verbs: readonly Value[]): void {
  const list = get(rule.body, "verbs");
  if (verbs.some((verb) => text(verb) === "*") && list) it.replace(list, readingVerbs);
  else removeVerbs(it, rule, verbs);
}
