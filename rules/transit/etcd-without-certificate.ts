/** etcd started without cert-file and key-file. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "transit/etcd-without-certificate",
  title: "etcd without a certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "none",
  on: "kube.workload",
  refs: ["checkov:CKV_K8S_116", "kubescape:etcd-tls-enabled", "cis-k8s:2.1"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "etcd");
      if (line === undefined || !line.complete) continue;
      const missing = ["cert-file", "key-file"].filter((it) => !line.flags.has(it));
      if (missing.length === 0) continue;
      yield {
        at: line,
        what: `No ${missing.map((it) => `\`--${it}\``).join(" and no ")}: clients talk to it in plaintext, every Secret readable on the way`,
      };
    }
  },
});
