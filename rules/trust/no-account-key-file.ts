/** API servers without a key file for service account tokens. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "trust/no-account-key-file",
  title: "API server without its own key for account tokens",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.apiserver",
  refs: ["trivy:KCV-0025", "checkov:CKV_K8S_97", "kics:Service Account Key File Not Properly Set", "kubescape:C-0136", "cis-k8s:1.2.24"],

  *check(server) {
    if (!server.complete || server.flags.has("service-account-key-file")) return;
    yield {
      at: server,
      what: "Without `--service-account-key-file` tokens of service accounts are checked with the key of the API server's certificate: one key for two purposes cannot be rotated for one of them",
      fix: {
        title: "Name a key of its own",
        edit: (it) => setFlag(it, server, "service-account-key-file", "/etc/kubernetes/pki/sa.pub"),
      },
    };
  },
});
