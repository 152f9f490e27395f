/** Roles that may redirect traffic. */
import { type RbacRule, rule } from "../api.js";
import { changingVerbs, ending, firstOf, grantedIn, listed, onlyRead, reach, together } from "../lib/rbac.js";

export default rule({
  id: "rbac/network-write",
  title: "Role that can redirect traffic",
  pillar: "identity",
  tenet: ["T5"],
  severity: "info",
  fixes: "review",
  on: "rbac.rule",
  refs: ["trivy:KSV-0056"],

  *check(rule) {
    const rules = firstOf(rule, writesRoutes);
    const found = grantedIn(rule, routes, changingVerbs);
    if (rules === undefined || found === undefined) return;
    const resources = rules.flatMap((it) => grantedIn(it, routes, changingVerbs)?.resources ?? []);
    yield {
      at: found.resource,
      what: `${listed(found.verbs)} on ${listed(resources.slice(0, 3))} decide${ending(found.verbs)} where traffic of ${reach(rule)} goes and who may send it`,
      fix: together(
        `Only read ${listed(resources)}`,
        rules.map((it) => onlyRead(it, grantedIn(it, routes, changingVerbs)?.resources ?? [])),
      ),
    };
  },
});

function writesRoutes(rule: RbacRule): boolean {
  return rule.named === false && grantedIn(rule, routes, changingVerbs) !== undefined;
}

const routes: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["", ["services", "endpoints"]],
  ["discovery.k8s.io", ["endpointslices"]],
  ["networking.k8s.io", ["networkpolicies", "ingresses"]],
  ["extensions", ["networkpolicies", "ingresses"]],
  ["gateway.networking.k8s.io", ["gateways", "httproutes", "tcproutes", "grpcroutes"]],
];
