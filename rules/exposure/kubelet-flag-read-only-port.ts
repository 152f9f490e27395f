/** Kubelets started by flags alone, without `read-only-port`. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "exposure/kubelet-flag-read-only-port",
  title: "Kubelet started with its read-only port",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["kubelet"],
  refs: ["checkov:CKV_K8S_141", "kics:Kubelet Read Only Port Is Not Set To Zero", "kubescape:C-0175", "cis-k8s:4.2.4"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "kubelet");
      // A configuration file may say it.
      if (line === undefined || !line.complete || line.flags.has("config") || line.flags.has("read-only-port")) continue;
      yield {
        at: line,
        what: "Started by flags, the kubelet serves port 10255 unless `--read-only-port` is 0: it tells anybody what runs on the node",
        fix: { title: "Set --read-only-port=0", edit: (it) => it.append(line.list, "--read-only-port=0") },
      };
    }
  },
});
