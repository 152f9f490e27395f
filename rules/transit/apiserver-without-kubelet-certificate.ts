/** API servers that are started without kubelet-client-certificate and kubelet-client-key. */
import { rule } from "../api.js";
import { unset } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-kubelet-certificate",
  title: "API server without a kubelet client certificate",
  pillar: "identity",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_72",
    "kics:Kubelet Client Certificate Or Key Not Set",
    "kubescape:ensure-that-the-api-server-kubelet-client-certificate-and-kubelet-client-key-arguments-are-set-as-appropriate",
    "cis-k8s:1.2.4",
    "trivy:KCV-0005",
  ],

  *check(server) {
    yield* unset(server, ["kubelet-client-certificate", "kubelet-client-key"], "kubelets have to serve requests that nobody signed");
  },
});
