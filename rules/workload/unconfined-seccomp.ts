/** Pods without a seccomp profile, where somebody has begun to limit them. */
import { rule } from "../api.js";
import { gaps, names, others } from "../lib/pod-security.js";
import { seccompAnnotation } from "../lib/seccomp.js";
import { text } from "../lib/value.js";

export default rule({
  id: "workload/unconfined-seccomp",
  title: "System calls unfiltered",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["securityContext", "annotations"],
  refs: [
    "checkov:CKV_K8S_31",
    "kubescape:C-0210",
    "trivy:KSV-0030",
    "trivy:KSV-0104",
    "kics:Seccomp Profile Is Not Configured",
    "kyverno:pod-security-restrict-seccomp-strict",
    "pss-restricted",
    "cis-k8s:5.7.2",
    "kubescape:set-seccomp-profile",
    "kubescape:set-seccomp-profile-RuntimeDefault",
    "kube-score:container-seccomp-profile",
  ],

  *check(workload, project) {
    // A profile that only an annotation names is said by another rule.
    const found = gaps(project, workload, "seccomp").filter((it) => {
      const annotation = it.value === undefined ? seccompAnnotation(workload, it.container) : undefined;
      return annotation === undefined || text(annotation) === "unconfined";
    });
    const [first] = found;
    if (first === undefined) return;
    const all = found.length === workload.containers.length && found.every((it) => it.value === undefined);
    yield {
      at: first.at,
      what: `${names(found.map((it) => it.container))} may make every system call: the kernel of the node is exposed to it in full`,
      related: others(found),
      fix: {
        title: "Use the runtime's default profile",
        edit: (it) => {
          if (all) it.set(workload.pod, "securityContext.seccompProfile", { type: "RuntimeDefault" });
          else
            for (const { container, value } of new Map(found.map((one) => [one.value ?? one.container, one])).values()) {
              if (value !== undefined) it.replace(value, "RuntimeDefault");
              else if (container) it.set(container.body, "securityContext.seccompProfile", { type: "RuntimeDefault" });
            }
        },
      },
    };
  },
});
