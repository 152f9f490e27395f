/** Roles that may delete events and sensors. */
import { rule } from "../api.js";
import { ending, granted, keepVerbs, listed, usualVerbs } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/evidence-delete",
  title: "Role that can erase evidence",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0031", "trivy:KSV-0042"],

  *check(rule) {
    const found =
      granted(rule, ["", "events.k8s.io"], ["events", "pods/log"], ["delete", "deletecollection"]) ??
      granted(rule, ["cilium.io"], ["tracingpolicies", "tracingpoliciesnamespaced"], ["delete", "deletecollection"]) ??
      granted(rule, ["auditregistration.k8s.io"], ["auditsinks"], ["delete", "deletecollection"]);
    if (found === undefined || rule.named !== false) return;
    const star = found.verbs.find((it) => text(it) === "*");
    if (star) return;
    yield {
      at: found.verb,
      what: `${listed(found.verbs)} on \`${text(found.resource)}\` remove${ending(found.verbs)} the traces of what was done`,
      fix: {
        title: `Remove ${listed(found.verbs)} on ${listed(found.resources)}`,
        level: rule.verbs.length > found.verbs.length ? "safe" : "review",
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
