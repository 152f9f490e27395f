/** Controller managers whose controllers share one account. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "rbac/shared-controller-credentials",
  title: "Controllers that share one account",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  of: ["Pod"],
  needs: ["kube-controller-manager"],
  refs: [
    "checkov:CKV_K8S_108",
    "trivy:KCV-0035",
    "kics:Use Service Account Credentials Not Set To True",
    "kubescape:C-0146",
    "cis-k8s:1.3.3",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "kube-controller-manager");
      const written = line?.flags.get("use-service-account-credentials");
      if (line === undefined || (written === undefined ? !line.complete : written.value !== "false")) continue;
      yield {
        at: written ?? line,
        what: "All controllers act with the controller manager's own rights, so each of them has those of all",
        fix: {
          title: "Give each controller its own account",
          edit: (it) =>
            written ? it.replace(written.word, `${written.prefix}true`) : it.append(line.list, "--use-service-account-credentials=true"),
        },
      };
    }
  },
});
