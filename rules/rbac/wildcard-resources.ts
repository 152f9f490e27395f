/** Roles over every resource of an API group. */
import { type Fix, type RbacRule, rule } from "../api.js";
import { besides, firstOf, inGroup, isOfKubernetes, listed, readingVerbs, usualResources } from "../lib/rbac.js";
import { get, isComplete, text, texts } from "../lib/value.js";

export default rule({
  id: "rbac/wildcard-resources",
  title: "Role over every resource of a group",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: [
    "checkov:CKV_K8S_49",
    "kube-linter:wildcard-in-rules",
    "trivy:KSV-0046",
    "trivy:KSV-0112",
    "kics:RBAC Wildcard In Rule",
    "kyverno:other-restrict-wildcard-resources",
  ],

  *check(rule) {
    const star = rule.resources.find((it) => text(it) === "*" || /^\*\//.test(text(it) ?? ""));
    const verbs = get(rule.body, "verbs");
    const resources = get(rule.body, "resources");
    if (star === undefined || resources === undefined || rule.verbs.length === 0 || !isComplete(verbs)) return;
    const groups = texts(get(rule.body, "apiGroups"));
    // In these every resource is a metric by its name, and there is nothing else: no list could be given.
    if (groups.length > 0 && groups.every((it) => it === "custom.metrics.k8s.io" || it === "external.metrics.k8s.io")) return;
    const core = inGroup(rule, [""]);
    // Every verb on everything is a finding of its own kind.
    if (texts(verbs).includes("*") && text(star) === "*" && (core || !isComplete(get(rule.body, "apiGroups")))) return;
    const rules = isOfPackage(rule) ? firstOf(rule, isOfPackage) : [rule];
    if (rules === undefined) return;
    const usual = groups.flatMap((it) => usualResources.get(it) ?? []);
    const listing: readonly Fix[] =
      text(star) === "*" && groups.every((it) => usualResources.has(it))
        ? [
            { title: "List the usual resources", edit: (it) => it.replace(resources, usual) },
            {
              title: "Only read the usual resources",
              edit: (it) => {
                it.replace(resources, usual);
                if (verbs) it.replace(verbs, readingVerbs);
              },
            },
          ]
        : [];
    yield {
      at: star,
      what:
        text(star) === "*"
          ? `\`*\` covers every resource of ${groupsIn(groups)}${besides(rules)}${core ? ", secrets included" : ""}, and those that are installed later`
          : `\`${text(star)}\` covers this part of every resource, also of those that are installed later`,
      fix: listing,
      related: rules.slice(1).map((it) => ({ at: it, what: "every resource here too" })),
    };
  },
});

/** Rules on groups that Kubernetes does not bring along: an operator's role has many, and they are one matter. */
function isOfPackage(rule: RbacRule): boolean {
  const groups = texts(get(rule.body, "apiGroups"));
  return !groups.some(isOfKubernetes) && rule.resources.some((it) => text(it) === "*");
}

function groupsIn(groups: readonly string[]): string {
  const named = groups.filter((it) => it !== "");
  if (named.includes("*")) return "every group";
  return [...(groups.includes("") ? ["the core group"] : []), ...(named.length > 0 ? [listed(named)] : [])].join(" and of ");
}
