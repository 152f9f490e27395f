/** Roles that may change admission control. */
import { type KubernetesProject, type RbacRule, rule, type Value } from "../api.js";
import { inOneFile } from "../lib/kubernetes.js";
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

  *check(rule, { kubernetes }) {
    if (rule.named !== false) return;
    for (const [group, resources] of gates) {
      const found = granted(rule, group, resources, changingVerbs);
      if (found === undefined) continue;
      const isAll = text(found.resource) === "*";
      // Every right over every group is a finding of their own.
      const isOfGroup = rule.apiGroups.some((it) => text(it) === group);
      if (isAll && !isOfGroup && rule.verbs.some((it) => text(it) === "*")) continue;
      const names = ownNames(rule, found.resources, kubernetes);
      yield {
        at: found.resource,
        what: `${listed(found.verbs)} on ${isAll && !isOfGroup ? "everything" : `any of \`${isAll ? group : text(found.resource)}\``} can switch off the checks of the cluster, or read and rewrite every object on its way`,
        ...(names.length === 0
          ? {}
          : {
              fix: {
                title: `Only for ${listed(names)}`,
                edit: (it) => {
                  const verbs = get(rule.body, "verbs");
                  it.set(rule.body, "resourceNames", names);
                  if (verbs) it.replace(verbs, ["get", "patch", "update"]);
                },
              },
            }),
      };
      return;
    }
  },
});

const kinds: ReadonlyMap<string, string> = new Map([
  ["mutatingwebhookconfigurations", "MutatingWebhookConfiguration"],
  ["validatingwebhookconfigurations", "ValidatingWebhookConfiguration"],
  ["validatingadmissionpolicies", "ValidatingAdmissionPolicy"],
  ["mutatingadmissionpolicies", "MutatingAdmissionPolicy"],
]);

/** Names of the webhooks and policies beside the role: those of its file, else the few in view. */
function ownNames({ object }: RbacRule, resources: readonly Value[], kubernetes: KubernetesProject): readonly string[] {
  const known = resources.flatMap((it) => {
    const kind = kinds.get(text(it) ?? "");
    return kind === undefined ? [] : kubernetes.objects(object, `admissionregistration.k8s.io/${kind}`);
  });
  const beside = known.filter((it) => inOneFile(it, object));
  const names = [...new Set((beside.length > 0 ? beside : known).flatMap((it) => it.name ?? []))].sort();
  return names.length > 3 ? [] : names;
}

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
