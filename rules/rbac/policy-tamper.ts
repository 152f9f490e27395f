/** Workloads that may rewrite the policies around them. */
import { rule, type Workload } from "../api.js";
import { changingVerbs, granted, listed, onlyRead } from "../lib/rbac.js";
import { text } from "../lib/value.js";

export default rule({
  id: "rbac/policy-tamper",
  title: "Workload that can rewrite its own guardrails",
  pillar: "identity",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "rbac.rule",
  refs: [],

  *check(rule, project) {
    if (rule.named !== false) return;
    for (const [group, resources] of guardrails) {
      const found = granted(rule, group, resources, changingVerbs);
      if (found === undefined) continue;
      const workload = project.rbac
        .bindingsOf(rule.object)
        .flatMap((it) => it.subjects.flatMap((subject) => (subject.account ? project.rbac.workloadsOf(subject.account) : [])))
        .find((it) => !isController(it));
      if (workload === undefined) continue;
      yield {
        at: found.resource,
        what: `${listed(found.verbs)} on \`${text(found.resource)}\` lets ${listed([workload.label])} open the policies that hold it: they are for who deploys, not for what runs`,
        fix: onlyRead(rule, found.resources),
        related: [{ at: workload, what: "runs with this role" }],
      };
      return;
    }
  },
});

const guardrails: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["networking.k8s.io", ["networkpolicies"]],
  ["cilium.io", ["ciliumnetworkpolicies", "ciliumclusterwidenetworkpolicies"]],
  ["crd.projectcalico.org", ["networkpolicies", "globalnetworkpolicies"]],
  ["projectcalico.org", ["networkpolicies", "globalnetworkpolicies"]],
  ["security.istio.io", ["authorizationpolicies", "peerauthentications", "requestauthentications"]],
  ["policy.linkerd.io", ["servers", "authorizationpolicies", "serverauthorizations", "meshtlsauthentications"]],
];

/** Control planes, operators and deployers, whose job it is. */
function isController(workload: Workload): boolean {
  return /operator|controller|manager|provisioner|cilium|calico|antrea|istiod|linkerd|argo|flux|kyverno|gatekeeper|rancher|tekton/i.test(
    [workload.name ?? "", workload.namespace ?? "", ...workload.podLabels.values(), ...workload.containers.map((it) => it.name ?? "")].join(
      " ",
    ),
  );
}
