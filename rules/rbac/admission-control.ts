/** Roles that may change admission control. */
import { rule } from "../api.js";
import { changingVerbs, granted, listed } from "../lib/rbac.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rbac/admission-control",
  title: "Role that can change admission control",
  pillar: "identity",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0281", "checkov:CKV_K8S_155", "cis-k8s:5.1.12", "trivy:KSV-0114"],

  *check(rule) {
    if (rule.named !== false) return;
    for (const [group, resources] of gates) {
      const found = granted(rule, group, resources, changingVerbs);
      if (found === undefined) continue;
      yield {
        at: found.resource,
        what: `${listed(found.verbs)} on any of \`${text(found.resource)}\` can switch off the checks of the cluster, or read and rewrite every object on its way`,
        fix: {
          title: `Only for \`${rule.object.name}\``,
          edit: (it) => {
            const verbs = get(rule.body, "verbs");
            it.set(rule.body, "resourceNames", [rule.object.name ?? ""]);
            if (verbs) it.replace(verbs, ["get", "patch", "update"]);
          },
        },
      };
      return;
    }
  },
});

const gates: readonly (readonly [group: string, resources: readonly string[]])[] = [
  [
    "admissionregistration.k8s.io",
    [
      "mutatingwebhookconfigurations",
      "validatingwebhookconfigurations",
      "validatingadmissionpolicies",
      "validatingadmissionpolicybindings",
      "mutatingadmissionpolicies",
      "mutatingadmissionpolicybindings",
    ],
  ],
  ["kyverno.io", ["clusterpolicies", "policies", "policyexceptions"]],
  ["templates.gatekeeper.sh", ["constrainttemplates"]],
  ["constraints.gatekeeper.sh", ["*"]],
  ["config.gatekeeper.sh", ["configs"]],
];
