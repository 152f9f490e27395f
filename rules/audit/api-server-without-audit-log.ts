/** API servers that write their audit events nowhere. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "audit/api-server-without-audit-log",
  title: "API server without an audit log",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_91",
    "trivy:KCV-0019",
    "kics:Audit Log Path Not Set",
    "kubescape:C-0130",
    "kubescape:ensure-that-the-api-server-audit-log-path-argument-is-set",
    "cis-k8s:1.2.16",
  ],

  *check(server) {
    if (!server.complete || server.flags.has("audit-log-path") || server.flags.has("audit-webhook-config-file")) return;
    yield {
      at: server,
      what: "Neither `--audit-log-path` nor `--audit-webhook-config-file`: audit events are thrown away",
      fix: {
        title: "Write the audit log to a file",
        edit: (it) => setFlag(it, server, "audit-log-path", "/var/log/kubernetes/audit.log"),
      },
    };
  },
});
