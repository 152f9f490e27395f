/** Pods that set kernel parameters which reach beyond them. */
import { rule } from "../api.js";
import { breaches } from "../lib/pod-security.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/unsafe-sysctl",
  title: "Kernel parameter that is not the pod's own",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["sysctls"],
  refs: [
    "kube-linter:unsafe-sysctls",
    "trivy:KSV-0026",
    "kyverno:pod-security-restrict-sysctls",
    "kics:Cluster Allows Unsafe Sysctls",
    "kyverno:other-prevent-cr8escape",
    "pss-baseline",
  ],

  *check(workload, project) {
    const all = items(get(workload.pod, "securityContext.sysctls"));
    // What CRI-O took apart at a plus sign reached the node (CVE-2022-0811).
    for (const item of all) {
      const value = get(item, "value");
      if (value !== undefined && /[+=]/.test(text(value) ?? ""))
        yield {
          at: value,
          what: `\`${text(value)}\` smuggles in a second parameter: runtimes have set it on the node itself`,
          fix: { title: "Leave it to the node", edit: (it) => it.remove(item) },
        };
    }
    for (const { value } of breaches(project, workload, "sysctl")) {
      if (value === undefined) continue;
      const item = all.find((it) => get(it, "name") === value);
      yield {
        at: value,
        what: `\`${text(value)}\` is no sysctl that is known to stay inside a pod: it may change the node for everybody`,
        ...(item ? { fix: { title: `Leave \`${text(value)}\` to the node`, edit: (it) => it.remove(item) } } : {}),
      };
    }
  },
});
