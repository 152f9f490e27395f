/** Containers whose processes may gain privileges. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "workload/privilege-escalation",
  title: "Container that may gain privileges",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  strict: true,
  fixes: "review",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_20",
    "kube-linter:privilege-escalation-container",
    "kubescape:C-0016",
    "trivy:KSV-0001",
    "kics:Privilege Escalation Allowed",
    "polaris:privilegeEscalationAllowed",
    "pss-restricted",
  ],

  *check(workload) {
    const open = workload.containers.filter((it) => {
      const value = get(it.body, "securityContext.allowPrivilegeEscalation");
      return value === undefined || flag(value) === true;
    });
    const [first] = open;
    if (first === undefined) return;
    yield {
      at: get(first.body, "securityContext.allowPrivilegeEscalation") ?? first,
      what: `${open.map((it) => `\`${it.name ?? "?"}\``).join(", ")} may gain more privileges than it started with: a setuid binary is enough`,
      related: open.slice(1).map((it) => ({ at: it, what: "and here" })),
      fix: {
        title: "Set allowPrivilegeEscalation: false",
        edit: (it) => {
          for (const one of open) it.set(one.body, "securityContext.allowPrivilegeEscalation", false);
        },
      },
    };
  },
});
