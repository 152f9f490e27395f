/** API servers whose authorization modes leave out Node. */
import { rule } from "../api.js";
import { namesIn, setFlag } from "../lib/control-plane.js";

export default rule({
  id: "trust/without-node-authorizer",
  title: "API server without node authorization",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: ["checkov:CKV_K8S_75", "trivy:KCV-0008", "kics:Authorization Mode Node Not Set", "kubescape:C-0119", "cis-k8s:1.2.7"],

  *check(server) {
    const written = server.flags.get("authorization-mode");
    const modes = namesIn(written);
    // Without any mode, or with the one that allows all, the API server authorizes everything: that is a finding of its own.
    if (written === undefined || server.flags.has("authorization-config") || modes?.includes("AlwaysAllow")) return;
    if (modes === undefined || modes.includes("Node")) return;
    yield {
      at: written,
      what: "A kubelet reads every secret without the mode `Node`, not only those of its pods",
      fix: {
        title: "Add `Node`",
        edit: (it) =>
          setFlag(
            it,
            server,
            "authorization-mode",
            ["Node", "RBAC"].concat(modes.filter((it) => it !== "Node" && it !== "RBAC")).join(","),
          ),
      },
    };
  },
});
