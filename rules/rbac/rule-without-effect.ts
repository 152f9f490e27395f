/** Verbs and resources in roles that the API server never asks for. */
import { type Problem, type RbacRule, rule, type Value } from "../api.js";
import { listed, removeResources, removeVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/rule-without-effect",
  title: "Grant that grants nothing",
  pillar: "identity",
  tenet: ["T6"],
  severity: "info",
  fixes: "safe",
  on: "rbac.rule",
  refs: ["kyverno:other-restrict-clusterrole-csr"],

  *check(rule) {
    if (!rule.complete || rule.resources.length === 0 || rule.resources.some((it) => text(it) === undefined)) return;
    yield* verbs(rule);
    yield* resources(rule);
  },
});

/** Verbs that only some resources know, with these. */
const special: ReadonlyMap<string, RegExp> = new Map([
  ["impersonate", /^(?:users|groups|serviceaccounts|uids|userextras(?:\/.*)?|\*|\*\/.*)$/],
  ["bind", /^(?:roles|clusterroles|\*)$/],
  ["escalate", /^(?:roles|clusterroles|\*)$/],
  ["approve", /^(?:signers|\*)$/],
  ["sign", /^(?:signers|\*)$/],
]);

const homes: Readonly<Record<string, string>> = {
  impersonate: "on `users`, `groups` and `serviceaccounts`",
  bind: "on `roles` and `clusterroles`",
  escalate: "on `roles` and `clusterroles`",
  approve: "on `signers`",
  sign: "on `signers`",
};

function* verbs(rule: RbacRule): Iterable<Problem> {
  const dead = rule.verbs.filter((verb) => {
    const known = special.get(text(verb) ?? "");
    return known !== undefined && ownGroups(rule) && rule.resources.every((it) => !known.test(text(it) ?? ""));
  });
  const [first] = dead;
  if (first === undefined) return;
  yield {
    at: first,
    what: `${listed(dead)} mean${dead.length === 1 ? "s" : ""} nothing on ${listed(rule.resources.slice(0, 3))}: the API server asks for it ${homes[text(first) ?? ""]} only, and whoever needs the right meant here does not have it`,
    fix: { title: `Remove ${listed(dead)}`, edit: (it) => removeVerbs(it, rule, dead) },
  };
}

function* resources(rule: RbacRule): Iterable<Problem> {
  const dead: readonly Value[] = rule.resources.filter((it) => /^[a-z]+\/\*$/.test(text(it) ?? ""));
  const [first] = dead;
  if (first === undefined) return;
  yield {
    at: first,
    what: `${listed(dead)} match${dead.length === 1 ? "es" : ""} no request: roles know \`*\` and \`*/status\`, and no wildcard after the slash`,
    fix: { title: `Remove ${listed(dead)}`, edit: (it) => removeResources(it, rule, dead) },
  };
}

/** Whether the groups are those of Kubernetes: others may know these verbs for resources of their own. */
function ownGroups(rule: RbacRule): boolean {
  return rule.apiGroups.every((it) => /^(?:\*|[a-z]*|[a-z.]+\.k8s\.io)$/.test(text(it) ?? "?"));
}
