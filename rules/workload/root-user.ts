/** Containers that are told to run as user 0. */
import { rule } from "../api.js";
import { security } from "../lib/kubernetes.js";
import { breaches, names } from "../lib/pod-security.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "workload/root-user",
  title: "Container told to run as root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["runAsUser"],
  refs: [
    "checkov:CKV_K8S_40",
    "trivy:KSV-0105",
    "kyverno:pod-security-require-run-as-non-root-user",
    "pss-restricted",
    "kics:Container Running As Root",
    "kube-score:container-security-context-user-group-id",
  ],

  *check(workload, project) {
    // Root of a user namespace of its own is nobody on the node.
    if (get(workload.pod, "hostUsers") !== undefined && flag(get(workload.pod, "hostUsers")) !== true) return;
    for (const { value, container } of breaches(project, workload, "root-user")) {
      if (value === undefined || container === undefined) continue;
      const refused = flag(security(workload, container, "runAsNonRoot")) === true;
      yield {
        at: value,
        what: refused
          ? `User 0 is root, which \`runAsNonRoot\` refuses: ${names([container])} will not start`
          : `User 0 is root, also on the node: a way out of ${names([container])} is a way to own it`,
        fix: [
          {
            title: "Run as user 10001",
            edit: (it) => it.replace(value, 10001),
          },
          {
            title: "Give the pod a user namespace of its own",
            edit: (it) => it.set(workload.pod, "hostUsers", false),
          },
        ],
      };
    }
  },
});
