/** API servers that authorize every call. */
import { rule } from "../api.js";
import { namesIn, setFlag } from "../lib/control-plane.js";

export default rule({
  id: "trust/authorize-everything",
  title: "API server that authorizes every call",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_74",
    "checkov:CKV_K8S_139",
    "trivy:KCV-0007",
    "kics:Authorization Mode Set To Always Allow",
    "kubescape:C-0118",
    "cis-k8s:1.2.6",
  ],

  *check(server) {
    const written = server.flags.get("authorization-mode");
    const modes = namesIn(written);
    if (server.flags.has("authorization-config")) return;
    if (written === undefined ? !server.complete : !modes?.includes("AlwaysAllow")) return;
    yield {
      at: written ?? server,
      what: `${written === undefined ? "Without `--authorization-mode` the API server uses `AlwaysAllow`: e" : "`AlwaysAllow` lets e"}very call of every account ${written === undefined ? "is allowed" : "pass"}`,
      fix: { title: "Authorize by node and RBAC", edit: (it) => setFlag(it, server, "authorization-mode", "Node,RBAC") },
    };
  },
});
