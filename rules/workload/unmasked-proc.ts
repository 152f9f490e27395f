/** Containers that see all of /proc. */
import { rule } from "../api.js";
import { breaches, names } from "../lib/pod-security.js";
import { text } from "../lib/value.js";

export default rule({
  id: "workload/unmasked-proc",
  title: "Unmasked /proc",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["procMount"],
  refs: [
    "kube-linter:unsafe-proc-mount",
    "trivy:KSV-0027",
    "kyverno:pod-security-disallow-proc-mount",
    "pss-baseline",
    "kics:Container Runs Unmasked",
    "polaris:procMount",
  ],

  *check(workload, project) {
    for (const { value, container } of breaches(project, workload, "proc-mount")) {
      if (value === undefined) continue;
      yield {
        at: value,
        what: `\`procMount: ${text(value)}\` shows ${names([container])} the parts of /proc through which the kernel of the node is set up`,
        fix: { title: "Mask /proc as usual", edit: (it) => it.replace(value, "Default") },
      };
    }
  },
});
