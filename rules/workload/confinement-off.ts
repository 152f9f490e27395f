/** Containers that AppArmor or SELinux no longer confines. */
import { rule } from "../api.js";
import { breaches, names } from "../lib/pod-security.js";
import { text } from "../lib/value.js";

export default rule({
  id: "workload/confinement-off",
  title: "AppArmor or SELinux switched off",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["appArmorProfile", "seLinuxOptions", "annotations"],
  refs: [
    "trivy:KSV-0002",
    "trivy:KSV-0025",
    "kubescape:C-0055",
    "kics:Missing AppArmor Profile",
    "gatekeeper:pod-security-policy-selinux",
    "pss-baseline",
  ],

  *check(workload, project) {
    for (const { control, value, container } of breaches(project, workload, "apparmor", "selinux")) {
      if (value === undefined) continue;
      const known = text(value) ?? "";
      if (control === "selinux") {
        yield {
          at: value,
          what: `The SELinux option \`${known}\` takes ${names([container])} out of the domain that keeps containers apart`,
          fix: { title: `Do without \`${known}\``, edit: (it) => it.remove(value) },
        };
        continue;
      }
      const field = known === "Unconfined";
      yield {
        at: value,
        what:
          field || known === "unconfined"
            ? `AppArmor does not confine ${names([container])}: what the image may do on the node is left to chance`
            : `\`${known}\` is no AppArmor profile that the kubelet knows: ${names([container])} does not start, or starts unconfined`,
        fix: {
          title: "Use the runtime's default profile",
          edit: (it) => it.replace(value, field ? "RuntimeDefault" : "runtime/default"),
        },
      };
    }
  },
});
