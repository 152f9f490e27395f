/** etcd started without cert-file and key-file. */
import { rule } from "../api.js";
import { contentOf, etcdUnset } from "../lib/control-plane.js";

export default rule({
  id: "transit/etcd-without-certificate",
  title: "etcd without a certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "none",
  on: "kube.workload",
  needs: ["etcd"],
  refs: [
    "checkov:CKV_K8S_116",
    "kubescape:etcd-tls-enabled",
    "cis-k8s:2.1",
    "trivy:KCV-0042",
    "kics:Etcd TLS Certificate Files Not Properly Set",
  ],

  *check(workload) {
    yield* etcdUnset(workload, ["cert-file", "key-file"], `clients talk to it in plaintext, ${contentOf(workload)} readable on the way`);
  },
});
