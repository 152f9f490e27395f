/** Pods that mount a directory of their node. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/host-path",
  title: "Directory of the node in a pod",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.workload",
  refs: [
    "kubescape:C-0048",
    "kube-linter:sensitive-host-mounts",
    "trivy:KSV-0023",
    "trivy:KSV-0121",
    "kics:Workload Mounting With Sensitive OS Directory",
    "polaris:hostPathSet",
    "checkov:CKV_K8S_27",
    "pss-baseline",
  ],

  *check(workload) {
    for (const volume of items(get(workload.pod, "volumes"))) {
      const path = get(volume, "hostPath.path");
      if (path === undefined || text(path) === undefined) continue;
      yield {
        at: path,
        what: `\`${text(path)}\` of the node is inside the pod: what other pods and the kubelet keep there can be read, or written`,
      };
    }
  },
});
