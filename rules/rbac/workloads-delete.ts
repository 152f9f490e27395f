/** Roles that may delete workloads at will and have no other hold on them. */
import { type RbacRule, rule } from "../api.js";
import { firstOf, grantedIn, keepVerbs, listed, siblingsThat, startsPods, usualVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/workloads-delete",
  title: "Role that can delete workloads",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0007", "trivy:KSV-0048"],

  *check(rule) {
    const found = deletes(rule);
    if (found === undefined || found.verbs.some((it) => text(it) === "*") || firstOf(rule, isDeleting) === undefined) return;
    if (siblingsThat(isStarting, rule).length > 0) return;
    yield {
      at: found.verb,
      what: `${listed(found.verbs)} on ${listed(found.resources.slice(0, 3))} stop${found.verbs.length === 1 ? "s" : ""} any of them, those that watch and protect included`,
      fix: {
        title: `Remove ${listed(found.verbs)} on ${listed(found.resources)}`,
        edit: (it) =>
          keepVerbs(
            it,
            rule,
            found.resources,
            usualVerbs.filter((verb) => verb !== "delete"),
          ),
      },
    };
  },
});

function isDeleting(rule: RbacRule): boolean {
  return deletes(rule) !== undefined;
}

function isStarting(rule: RbacRule): boolean {
  return startsPods(rule) !== undefined;
}

function deletes(rule: RbacRule): ReturnType<typeof grantedIn> {
  return rule.named === false
    ? grantedIn(rule, rule.object.kind === "ClusterRole" ? [["", ["pods"]], ...workloads] : workloads, ["delete", "deletecollection"])
    : undefined;
}

const workloads: readonly (readonly [string, readonly string[]])[] = [
  ["", ["replicationcontrollers"]],
  ["apps", ["deployments", "statefulsets", "daemonsets", "replicasets"]],
  ["batch", ["jobs", "cronjobs"]],
];
