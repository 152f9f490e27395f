/** etcd started without peer-cert-file and peer-key-file. */
import { rule } from "../api.js";
import { contentOf, etcdUnset } from "../lib/control-plane.js";

export default rule({
  id: "transit/etcd-without-peer-certificate",
  title: "etcd without a peer certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "none",
  on: "kube.workload",
  needs: ["etcd"],
  refs: [
    "checkov:CKV_K8S_119",
    "cis-k8s:2.4",
    "trivy:KCV-0045",
    "kics:Etcd Peer TLS Certificate Files Not Properly Set",
    "kubescape:etcd-peer-tls-enabled",
  ],

  *check(workload) {
    yield* etcdUnset(
      workload,
      ["peer-cert-file", "peer-key-file"],
      `members replicate in plaintext, ${contentOf(workload)} readable on the way`,
    );
  },
});
