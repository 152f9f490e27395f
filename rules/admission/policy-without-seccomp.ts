/** PodSecurityPolicies under which any seccomp profile will do. */
import { rule } from "../api.js";
import { entries, get, text } from "../lib/value.js";

export default rule({
  id: "admission/policy-without-seccomp",
  title: "Policy that admits every system call",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["PodSecurityPolicy"],
  refs: ["checkov:CKV_K8S_32"],

  *check(policy) {
    const label = "seccomp.security.alpha.kubernetes.io/allowedProfileNames";
    const annotations = get(policy.body, "metadata.annotations");
    const allowed = entries(annotations).find((it) => it.key === label);
    if (
      allowed === undefined
        ? annotations !== undefined && (annotations.kind !== "dict" || !annotations.complete)
        : !text(allowed.value)?.includes("*")
    )
      return;
    yield {
      at: allowed?.value ?? policy,
      what: "Pods under this policy need no seccomp profile: every system call of their node's kernel is open to them",
      fix: {
        title: "Allow the runtime's default profile only",
        edit: (it) => {
          if (allowed) it.replace(allowed.value, "runtime/default");
          else it.set(policy.body, ["metadata", "annotations", label], "runtime/default");
        },
      },
    };
  },
});
