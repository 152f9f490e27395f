/** Containers that run privileged. */
import { rule } from "../api.js";
import { breaches } from "../lib/pod-security.js";
import { get } from "../lib/value.js";

export default rule({
  id: "workload/privileged-container",
  title: "Privileged container",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["privileged"],
  refs: [
    "checkov:CKV_K8S_16",
    "kube-linter:privileged-container",
    "kubescape:C-0057",
    "trivy:KSV-0017",
    "kics:Container Is Privileged",
    "kics:Privileged Containers Should Not Be Allowed",
    "polaris:runAsPrivileged",
    "kyverno:pod-security-disallow-privileged-containers",
    "pss-baseline",
    "cis-k8s:5.2.2",
    "kube-score:container-security-context-privileged",
  ],

  *check(workload, project) {
    const { hardened } = project.pods.security(workload);
    for (const { value, container } of breaches(project, workload, "privileged")) {
      if (value === undefined || container === undefined) continue;
      yield {
        at: value,
        what: `The container \`${container.name ?? "?"}\` is root on its node: it sees every device, and so every other pod's data`,
        fix: {
          title: "Run it unprivileged",
          edit: (it) => {
            it.replace(value, false);
            // Whoever has limited the rest has had to leave this open.
            if (hardened === true && get(container.body, "securityContext.allowPrivilegeEscalation") === undefined)
              it.set(container.body, "securityContext.allowPrivilegeEscalation", false);
          },
        },
      };
    }
  },
});
