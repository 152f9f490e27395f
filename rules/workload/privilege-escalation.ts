/** Containers whose processes may gain privileges. */
import { rule } from "../api.js";
import { escalates, gaps, names, others } from "../lib/pod-security.js";

export default rule({
  id: "workload/privilege-escalation",
  title: "Container that may gain privileges",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["securityContext", "annotations"],
  refs: [
    "checkov:CKV_K8S_20",
    "kube-linter:privilege-escalation-container",
    "kubescape:C-0016",
    "trivy:KSV-0001",
    "kics:Privilege Escalation Allowed",
    "polaris:privilegeEscalationAllowed",
    "pss-restricted",
    "cis-k8s:5.2.6",
  ],

  *check(workload, project) {
    // The API refuses the setting next to privileges that include it: those are what to report.
    const found = gaps(project, workload, "privilege-escalation").filter((it) => it.container && escalates(it.container) === false);
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first.at,
      what: `${names(found.map((it) => it.container))} may gain more privileges than ${found.length === 1 ? "it" : "they"} started with: a setuid binary is enough`,
      related: others(found),
      fix: {
        title: "Set allowPrivilegeEscalation: false",
        edit: (it) => {
          for (const { container } of found) if (container) it.set(container.body, "securityContext.allowPrivilegeEscalation", false);
        },
      },
    };
  },
});
