/** API servers that serve callers without a login. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "trust/anonymous-api-server",
  title: "API server open to anonymous callers",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_68",
    "trivy:KCV-0001",
    "kics:Anonymous Auth Is Not Set To False",
    "kubescape:C-0113",
    "cis-k8s:1.2.1",
    "kubescape:ensure-that-the-api-server-anonymous-auth-argument-is-set-to-false",
  ],

  *check(server) {
    const written = server.flags.get("anonymous-auth");
    // A file of authenticators says itself what anonymous callers may reach.
    if (server.flags.has("authentication-config") || (written === undefined ? !server.complete : written.value !== "true")) return;
    yield {
      at: written ?? server,
      what: `${written === undefined ? "Without `--anonymous-auth=false`, w" : "W"}hoever reaches the API server is served as \`system:anonymous\`, with all that a binding may give it by mistake`,
      fix: { title: "Refuse anonymous callers", edit: (it) => setFlag(it, server, "anonymous-auth", "false") },
    };
  },
});
