/** Containers that run privileged. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "workload/privileged-container",
  title: "Privileged container",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_16",
    "kube-linter:privileged-container",
    "kubescape:C-0057",
    "trivy:KSV-0017",
    "kics:Container Is Privileged",
    "polaris:runAsPrivileged",
    "pss-baseline",
    "cis-k8s:5.2.2",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      const value = get(container.body, "securityContext.privileged");
      if (value === undefined || flag(value) !== true) continue;
      yield {
        at: value,
        what: `The container \`${container.name ?? "?"}\` is root on its node: it sees every device, and so every other pod's data`,
        fix: { title: "Run it unprivileged", edit: (it) => it.replace(value, false) },
      };
    }
  },
});
