/** Kubelets started by flags alone, without `tls-cert-file`. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "transit/kubelet-flag-without-certificate",
  title: "Kubelet started without a certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  needs: ["kubelet"],
  refs: ["checkov:CKV_K8S_148", "cis-k8s:4.2.9", "kubescape:C-0181"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "kubelet");
      // A configuration file may say it.
      if (line === undefined || !line.complete || line.flags.has("config")) continue;
      const missing = ["tls-cert-file", "tls-private-key-file"].find((it) => !line.flags.has(it));
      if (missing === undefined) continue;
      yield {
        at: line,
        what: `No \`--${missing}\`: the kubelet signs a certificate for itself, which the API server cannot verify when it sends \`exec\` and \`logs\``,
      };
    }
  },
});
