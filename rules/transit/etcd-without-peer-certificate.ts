/** etcd started without peer-cert-file and peer-key-file. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "transit/etcd-without-peer-certificate",
  title: "etcd without a peer certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "none",
  on: "kube.workload",
  refs: ["checkov:CKV_K8S_119", "cis-k8s:2.4"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "etcd");
      if (line === undefined || !line.complete) continue;
      const missing = ["peer-cert-file", "peer-key-file"].filter((it) => !line.flags.has(it));
      if (missing.length === 0) continue;
      yield {
        at: line,
        what: `No ${missing.map((it) => `\`--${it}\``).join(" and no ")}: members replicate in plaintext, every Secret readable on the way`,
      };
    }
  },
});
