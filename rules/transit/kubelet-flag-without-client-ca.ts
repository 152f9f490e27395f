/** Kubelets started by flags alone, without `client-ca-file`. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "transit/kubelet-flag-without-client-ca",
  title: "Kubelet started without client CA",
  pillar: "identity",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["kubelet"],
  refs: ["checkov:CKV_K8S_140", "kubescape:C-0174", "cis-k8s:4.2.3"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "kubelet");
      // A configuration file may say it.
      if (line === undefined || !line.complete || line.flags.has("config") || line.flags.has("client-ca-file")) continue;
      yield {
        at: line,
        what: "No `--client-ca-file`: the kubelet cannot tell the API server from anybody else by certificate",
        fix: {
          title: "Set --client-ca-file=/etc/kubernetes/pki/ca.crt",
          edit: (it) => it.append(line.list, "--client-ca-file=/etc/kubernetes/pki/ca.crt"),
        },
      };
    }
  },
});
