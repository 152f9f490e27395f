/** Roles that grant every verb on some resource. */
import { type Editor, type RbacRule, rule } from "../api.js";
import { besides, firstOf, readingVerbs, usualVerbs } from "../lib/rbac.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rbac/wildcard-verbs",
  title: "Role with every verb on a resource",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: ["checkov:CKV_K8S_49", "kube-linter:wildcard-in-rules", "trivy:KSV-0050", "kics:RBAC Wildcard In Rule"],

  *check(rule) {
    const rules = firstOf(rule, isWild);
    const star = rule.verbs.find((it) => text(it) === "*");
    const [first] = rule.resources;
    if (rules === undefined || star === undefined || first === undefined) return;
    const hidden = rule.resources.flatMap((it) => beyond[text(it) ?? ""] ?? []);
    const all = (verbs: readonly string[]) => (it: Editor) => {
      for (const one of rules) {
        const list = get(one.body, "verbs");
        if (list) it.replace(list, verbs);
      }
    };
    yield {
      at: star,
      what: `\`*\` grants every verb on \`${text(first)}\`${rule.resources.length > 1 ? " and others" : ""}${besides(rules)}, ${hidden[0] === undefined ? "also those that come later" : `\`${hidden[0]}\` included`}`,
      fix: [
        { title: "List the usual verbs", edit: all(usualVerbs) },
        { title: "Only read", edit: all(readingVerbs) },
      ],
      related: rules.slice(1).map((it) => ({ at: it, what: "every verb here too" })),
    };
  },
});

/** Every verb on named resources; those on all resources of a group, on roles and on users, are findings of their own. */
function isWild(rule: RbacRule): boolean {
  const names = rule.resources.map((it) => text(it) ?? "");
  if (!rule.complete || names.length === 0 || !rule.verbs.some((it) => text(it) === "*")) return false;
  if (names.includes("*")) return false;
  return !names.every((it) => it === "roles" || it === "clusterroles" || it === "users" || it === "groups");
}

/** Verbs beyond the usual ones that `*` brings along. */
const beyond: Readonly<Record<string, readonly string[]>> = {
  serviceaccounts: ["impersonate"],
  signers: ["approve"],
  certificatesigningrequests: ["deletecollection"],
  secrets: ["deletecollection"],
  pods: ["deletecollection"],
};
