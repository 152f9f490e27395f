/** API servers whose audit-log-maxbackup is unset or below 10 files. */
import { rule } from "../api.js";
import { below } from "../lib/control-plane.js";

export default rule({
  id: "audit/audit-log-backups",
  title: "Too few audit log files kept",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "safe",
  on: "kube.apiserver",
  refs: [
    "kubescape:C-0132",
    "kubescape:ensure-that-the-api-server-audit-log-maxbackup-argument-is-set-to-10-or-as-appropriate",
    "kics:Audit Log Maxbackup Not Properly Set",
    "checkov:CKV_K8S_93",
    "trivy:KCV-0021",
    "cis-k8s:1.2.18",
  ],

  *check(server) {
    yield* below(
      server,
      "audit-log-maxbackup",
      10,
      (it) => `${it}: enough requests push the trace of one out of the log`,
      "nothing says how many audit log files are kept, and the disk of the node decides",
    );
  },
});
