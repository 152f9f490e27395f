/** Controller managers without a key of their own for account tokens. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "trust/no-account-signing-key",
  title: "Controller manager without a key for account tokens",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["kube-controller-manager"],
  refs: ["checkov:CKV_K8S_110", "trivy:KCV-0036", "kics:Service Account Private Key File Not Defined", "kubescape:C-0147", "cis-k8s:1.3.4"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "kube-controller-manager");
      if (line === undefined || !line.complete || line.flags.has("service-account-private-key-file")) continue;
      yield {
        at: line,
        what: "No `--service-account-private-key-file`: tokens of accounts in Secrets are signed with no key that can be rotated for them alone",
        fix: {
          title: "Name a key of its own",
          edit: (it) => it.append(line.list, "--service-account-private-key-file=/etc/kubernetes/pki/sa.key"),
        },
      };
    }
  },
});
