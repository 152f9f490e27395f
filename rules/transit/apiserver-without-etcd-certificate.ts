/** API servers that are started without etcd-certfile and etcd-keyfile. */
import { rule } from "../api.js";
import { unset } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-etcd-certificate",
  title: "API server without an etcd client certificate",
  pillar: "identity",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_99",
    "kics:Etcd TLS Certificate Not Properly Configured",
    "kubescape:ensure-that-the-api-server-etcd-certfile-and-etcd-keyfile-arguments-are-set-as-appropriate",
    "cis-k8s:1.2.24",
    "trivy:KCV-0026",
  ],

  *check(server) {
    yield* unset(server, ["etcd-certfile", "etcd-keyfile"], "etcd has to answer anybody who asks, or nobody");
  },
});
