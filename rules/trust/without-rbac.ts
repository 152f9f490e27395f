/** API servers whose authorization modes leave out RBAC. */
import { rule } from "../api.js";
import { namesIn, setFlag } from "../lib/control-plane.js";

export default rule({
  id: "trust/without-rbac",
  title: "API server without RBAC",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_77",
    "trivy:KCV-0009",
    "kics:RBAC Mode Not Set",
    "kics:Authorization Mode RBAC Not Set",
    "kubescape:C-0120",
    "cis-k8s:1.2.8",
  ],

  *check(server) {
    const written = server.flags.get("authorization-mode");
    const modes = namesIn(written);
    // Without any mode, or with the one that allows all, the API server authorizes everything: that is a finding of its own.
    if (written === undefined || server.flags.has("authorization-config") || modes?.includes("AlwaysAllow")) return;
    if (modes === undefined || modes.includes("RBAC")) return;
    yield {
      at: written,
      what: "Roles and bindings count for nothing without the mode `RBAC`",
      fix: {
        title: "Add `RBAC`",
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
