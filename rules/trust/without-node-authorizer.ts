/** API servers whose authorization modes leave out Node. */
import { rule } from "../api.js";
import { withoutMode } from "../lib/control-plane.js";

export default rule({
  id: "trust/without-node-authorizer",
  title: "API server without node authorization",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_75",
    "trivy:KCV-0008",
    "kics:Authorization Mode Node Not Set",
    "kubescape:C-0119",
    "cis-k8s:1.2.7",
    "kubescape:ensure-that-the-api-server-authorization-mode-argument-includes-Node",
  ],

  *check(server) {
    yield* withoutMode(server, "Node", "A kubelet reads every secret without the mode `Node`, not only those of its pods");
  },
});
