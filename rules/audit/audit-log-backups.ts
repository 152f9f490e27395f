/** API servers whose audit-log-maxbackup is unset or below 10 files. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

const flag = "audit-log-maxbackup";
/** What the CIS benchmark asks for, in files. */
const least = 10;

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
    const written = server.flags.get(flag);
    // Zero means without a limit.
    const value = written === undefined ? undefined : Number(written.value);
    if (written === undefined ? !server.complete : !(value !== undefined && value > 0 && value < least)) return;
    yield {
      at: written ?? server,
      what:
        written === undefined
          ? "No `--audit-log-maxbackup`: nothing says how many audit log files are kept, and the disk of the node decides"
          : `\`--audit-log-maxbackup\` of ${written.value}: enough requests push the trace of one out of the log`,
      fix: { title: `Set \`--${flag}\` to ${least}`, edit: (it) => setFlag(it, server, flag, String(least)) },
    };
  },
});
