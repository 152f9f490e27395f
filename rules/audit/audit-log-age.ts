/** API servers whose audit-log-maxage is unset or below 30 days. */
import { rule } from "../api.js";
import { below } from "../lib/control-plane.js";

export default rule({
  id: "audit/audit-log-age",
  title: "Audit log kept for too short a time",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "safe",
  on: "kube.apiserver",
  refs: ["kics:Audit Log Maxage Not Properly Set", "checkov:CKV_K8S_92", "trivy:KCV-0020", "kubescape:C-0131", "cis-k8s:1.2.17"],

  *check(server) {
    yield* below(
      server,
      "audit-log-maxage",
      30,
      (it) => `${it} days: an intrusion that is noticed later has left no trace`,
      "nothing says how long audit logs are kept",
    );
  },
});
