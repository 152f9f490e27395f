/** API servers that are started without etcd-cafile. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-etcd-ca",
  title: "API server does not verify etcd",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: ["checkov:CKV_K8S_102", "kubescape:ensure-that-the-api-server-etcd-cafile-argument-is-set-as-appropriate", "cis-k8s:1.2.28"],

  *check(server) {
    const missing = ["etcd-cafile"].filter((it) => !server.flags.has(it));
    if (missing.length === 0 || !server.complete) return;
    yield {
      at: server,
      what: `No ${missing.map((it) => `\`--${it}\``).join(" and no ")}: whoever answers in place of etcd reads and writes every object of the cluster`,
      fix: {
        title: "Set `--etcd-cafile` to kubeadm's file",
        edit: (it) => setFlag(it, server, "etcd-cafile", "/etc/kubernetes/pki/etcd/ca.crt"),
      },
    };
  },
});
