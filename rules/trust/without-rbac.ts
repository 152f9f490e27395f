/** API servers whose authorization modes leave out RBAC. */
import { rule } from "../api.js";
import { withoutMode } from "../lib/control-plane.js";

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
    yield* withoutMode(server, "RBAC", "Roles and bindings count for nothing without the mode `RBAC`");
  },
});
