/** Pods that mount a directory of their node that holds nothing in particular. */
import { rule } from "../api.js";
import { classify, volumesOfNode } from "../lib/host-path.js";
import { maybeSystem } from "../lib/kubernetes.js";
import { entry, text } from "../lib/value.js";

export default rule({
  id: "workload/host-path",
  title: "Directory of the node in a pod",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostPath"],
  refs: [
    "kubescape:C-0048",
    "kube-linter:writable-host-mount",
    "trivy:KSV-0023",
    "kics:Non Kube System Pod With Host Mount",
    "polaris:hostPathSet",
    "kyverno:pod-security-disallow-host-path",
    "pss-baseline",
  ],

  *check(workload) {
    if (maybeSystem(workload)) return;
    for (const { volume, path, writable } of volumesOfNode(workload)) {
      // An unknown mount may be one of those that the rule on control of the node is about.
      if (classify(text(path), writable ?? true) !== undefined) continue;
      const key = entry(volume, "hostPath");
      if (key === undefined) continue;
      yield {
        at: path,
        what: `\`${text(path)}\` of the node is inside the pod: what others keep there can be read${writable === false ? "" : ", and written"}`,
        fix: {
          title: "Use a directory of the pod's own",
          edit: (it) => {
            it.rename(key.keyAt, "emptyDir");
            it.replace(key.value, {});
          },
        },
      };
    }
  },
});
