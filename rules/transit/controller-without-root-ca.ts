/** Controller managers that give pods no authority to verify the API server by. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "transit/controller-without-root-ca",
  title: "Pods cannot verify the API server",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["kube-controller-manager"],
  refs: [
    "trivy:KCV-0037",
    "cis-k8s:1.3.5",
    "kics:Root CA File Not Defined",
    "kubescape:ensure-that-the-controller-manager-root-ca-file-argument-is-set-as-appropriate",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "kube-controller-manager");
      if (line === undefined || !line.complete || line.flags.has("root-ca-file")) continue;
      yield {
        at: line,
        what: "No `--root-ca-file`: pods get no authority beside their token, and hand the token to whoever answers as the API server",
        fix: {
          title: "Set `--root-ca-file` to kubeadm's file",
          edit: (it) => it.append(line.list, "--root-ca-file=/etc/kubernetes/pki/ca.crt"),
        },
      };
    }
  },
});
