/** API servers whose audit-log-maxsize is below 100 megabytes. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

const flag = "audit-log-maxsize";
/** What the CIS benchmark asks for, in megabytes. */
const least = 100;

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
    const written = server.flags.get(flag);
    // Zero means without a limit.
    const value = written === undefined ? undefined : Number(written.value);
    if (written === undefined || value === undefined || !(value > 0 && value < least)) return;
    yield {
      at: written,
      what: `\`--audit-log-maxsize\` of ${written.value} MB: the log forgets after few requests`,
      fix: { title: `Set \`--${flag}\` to ${least}`, edit: (it) => setFlag(it, server, flag, String(least)) },
    };
  },
});
