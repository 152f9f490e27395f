/** API servers so old that they serve a port without TLS and login unless they are told not to. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

/** From this minor version on the port is gone. */
const gone = 20;

export default rule({
  id: "exposure/insecure-port-default",
  title: "API server with its insecure port open by default",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: ["kics:Insecure Port Not Properly Set", "checkov:CKV_K8S_88"],

  *check(server) {
    if (server.minor === undefined || server.minor >= gone || !server.complete || server.flags.has("insecure-port")) return;
    yield {
      at: server,
      what: `Kubernetes 1.${server.minor} serves the whole API at port 8080 of the node without TLS, login and permissions unless \`--insecure-port\` is 0`,
      fix: { title: "Set --insecure-port=0", edit: (it) => setFlag(it, server, "insecure-port", "0") },
    };
  },
});
