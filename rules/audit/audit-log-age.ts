/** API servers whose audit-log-maxage is unset or below 30 days. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

const flag = "audit-log-maxage";
/** What the CIS benchmark asks for, in days. */
const least = 30;

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
    const written = server.flags.get(flag);
    // Zero means without a limit.
    const value = written === undefined ? undefined : Number(written.value);
    if (written === undefined ? !server.complete : !(value !== undefined && value > 0 && value < least)) return;
    yield {
      at: written ?? server,
      what:
        written === undefined
          ? "No `--audit-log-maxage`: nothing says how long audit logs are kept"
          : `\`--audit-log-maxage\` of ${written.value} days: an intrusion that is noticed later has left no trace`,
      fix: { title: `Set \`--${flag}\` to ${least}`, edit: (it) => setFlag(it, server, flag, String(least)) },
    };
  },
});
