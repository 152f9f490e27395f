/** Kubelets that accept no client certificate. */
import { rule } from "../api.js";
import { isOfKubeadm } from "../lib/control-plane.js";
import { get } from "../lib/value.js";

export default rule({
  id: "transit/kubelet-without-client-ca",
  title: "Kubelet without client CA",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["kubelet.config.k8s.io/KubeletConfiguration"],
  refs: ["kics:Client Certificate Authentication Not Setup Properly", "cis-k8s:4.2.3"],

  *check(configuration, { kubernetes }) {
    if (!configuration.body.complete || get(configuration.body, "authentication.x509.clientCAFile") !== undefined) return;
    if (isOfKubeadm(configuration, kubernetes)) return;
    yield {
      at: configuration,
      what: "Without a client CA the kubelet cannot tell the API server from anybody else by certificate",
      fix: {
        title: "Set the client CA to kubeadm's file",
        edit: (it) => it.set(configuration.body, "authentication.x509.clientCAFile", "/etc/kubernetes/pki/ca.crt"),
      },
    };
  },
});
