/** Pod policies that let pods run as root. */
import { rule } from "../api.js";
import { podPolicies, policyField } from "../lib/pod-policy.js";
import { get, items, number, text } from "../lib/value.js";

export default rule({
  id: "admission/policy-admits-root",
  title: "Policy that admits root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: podPolicies,
  refs: ["checkov:CKV_K8S_6", "kics:Root Containers Admitted", "kubescape:psp-deny-root-container"],

  *check(policy) {
    const user = policyField(policy, "runAsUser", "runAsUser");
    const rule = get(user, "rule") ?? get(user, "type");
    const known = text(rule);
    const zero = items(get(user, "ranges")).some((it) => number(get(it, "min")) === 0);
    if (rule === undefined || (known !== "RunAsAny" && !(known === "MustRunAs" && zero))) return;
    yield {
      at: rule,
      what: "Pods under this policy may run as root: a way out of the container is then a way to own the node",
      fix: { title: "Refuse root", edit: (it) => it.replace(rule, "MustRunAsNonRoot") },
    };
  },
});
