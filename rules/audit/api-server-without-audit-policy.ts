/** API servers without an audit policy. */
import { rule } from "../api.js";

export default rule({
  id: "audit/api-server-without-audit-policy",
  title: "API server without an audit policy",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "warning",
  fixes: "none",
  on: "kube.apiserver",
  refs: ["kubescape:C-0160", "kubescape:k8s-audit-logs-enabled-native-cis", "kics:Audit Policy File Not Defined", "cis-k8s:3.2.1"],

  *check(server) {
    if (!server.complete || server.flags.has("audit-policy-file")) return;
    yield {
      at: server,
      what: "No `--audit-policy-file`: the API server records nothing, so nobody can tell who read a secret or changed a role",
    };
  },
});
