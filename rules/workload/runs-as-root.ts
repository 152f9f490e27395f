/** Containers that nothing keeps from running as root, in pods that somebody has begun to limit. */
import { rule } from "../api.js";
import { security } from "../lib/kubernetes.js";
import { gaps, names, others } from "../lib/pod-security.js";

export default rule({
  id: "workload/runs-as-root",
  title: "Container that may run as root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["securityContext", "annotations"],
  refs: [
    "checkov:CKV_K8S_23",
    "kube-linter:run-as-non-root",
    "kubescape:C-0013",
    "trivy:KSV-0012",
    "kics:Container Running As Root",
    "polaris:runAsRootAllowed",
    "pss-restricted",
    "cis-k8s:5.2.7",
    "kyverno:pod-security-require-run-as-nonroot",
  ],

  *check(workload, project) {
    const found = gaps(project, workload, "root").filter(({ container }) => {
      const user = container && security(workload, container, "runAsUser");
      // User 0 is said by a rule of its own, any other user is not root.
      return user === undefined;
    });
    const [first] = found;
    if (first === undefined) return;
    const all = found.length === workload.containers.length && found.every((it) => it.value === undefined);
    yield {
      at: first.at,
      what: `${names(found.map((it) => it.container))} may run as root, if the image says so: a way out of the container is then a way to own the node`,
      related: others(found),
      fix: {
        title: "Refuse to run as root",
        edit: (it) => {
          if (all) it.set(workload.pod, "securityContext.runAsNonRoot", true);
          else
            for (const { container, value } of found) {
              if (value !== undefined) it.replace(value, true);
              else if (container) it.set(container.body, "securityContext.runAsNonRoot", true);
            }
        },
      },
    };
  },
});
