/** API servers that are started without kubelet-certificate-authority. */
import { rule } from "../api.js";
import { unset } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-kubelet-ca",
  title: "API server does not verify kubelets",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_73",
    "kubescape:ensure-that-the-api-server-kubelet-certificate-authority-argument-is-set-as-appropriate",
    "cis-k8s:1.2.5",
    "trivy:KCV-0006",
    "kics:Kubelet Certificate Authority Not Set",
  ],

  *check(server) {
    yield* unset(
      server,
      ["kubelet-certificate-authority"],
      "whoever answers in place of a kubelet gets the commands and the data of `exec`, `logs` and `port-forward`",
      "/etc/kubernetes/pki/ca.crt",
    );
  },
});
