/** API servers whose audit-log-maxsize is below 100 megabytes. */
import { rule } from "../api.js";
import { below } from "../lib/control-plane.js";

export default rule({
  id: "audit/audit-log-size",
  title: "Audit log files too small",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "safe",
  on: "kube.apiserver",
  refs: [
    "kics:Audit Log Maxsize Not Properly Set",
    "checkov:CKV_K8S_94",
    "kubescape:C-0133",
    "kubescape:ensure-that-the-api-server-audit-log-maxsize-argument-is-set-to-100-or-as-appropriate",
    "cis-k8s:1.2.19",
  ],

  *check(server) {
    yield* below(server, "audit-log-maxsize", 100, (it) => `${it} MB: the log forgets after few requests`);
  },
});
