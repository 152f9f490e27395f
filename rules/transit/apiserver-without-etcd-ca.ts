/** API servers that are started without etcd-cafile. */
import { rule } from "../api.js";
import { unset } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-etcd-ca",
  title: "API server does not verify etcd",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_102",
    "kubescape:ensure-that-the-api-server-etcd-cafile-argument-is-set-as-appropriate",
    "cis-k8s:1.2.28",
    "trivy:KCV-0029",
    "kics:Etcd Client Certificate File Not Defined",
  ],

  *check(server) {
    yield* unset(
      server,
      ["etcd-cafile"],
      "whoever answers in place of etcd reads and writes every object of the cluster",
      "/etc/kubernetes/pki/etcd/ca.crt",
    );
  },
});
