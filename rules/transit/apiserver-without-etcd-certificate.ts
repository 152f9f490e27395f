/** API servers that are started without etcd-certfile and etcd-keyfile. */
import { rule } from "../api.js";

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
  ],

  *check(server) {
    const missing = ["etcd-certfile", "etcd-keyfile"].filter((it) => !server.flags.has(it));
    if (missing.length === 0 || !server.complete) return;
    yield {
      at: server,
      what: `No ${missing.map((it) => `\`--${it}\``).join(" and no ")}: etcd has to answer anybody who asks, or nobody`,
    };
  },
});
