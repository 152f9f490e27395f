/** API servers that leave the size of audit log files to a built-in number. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "audit/audit-log-size-unset",
  title: "Size of audit log files not set",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "safe",
  on: "kube.apiserver",
  refs: ["checkov:CKV_K8S_94", "trivy:KCV-0022", "kics:Audit Log Maxsize Not Properly Set", "kubescape:C-0133", "cis-k8s:1.2.19"],

  *check(server) {
    if (!server.complete || server.flags.has("audit-log-maxsize")) return;
    yield {
      at: server,
      what: "No `--audit-log-maxsize`: how much one audit log file holds, and so how far the log reaches back, is left to a built-in number",
      fix: { title: "Set `--audit-log-maxsize` to 100", edit: (it) => setFlag(it, server, "audit-log-maxsize", "100") },
    };
  },
});
