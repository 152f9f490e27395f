/** API servers that are told of no encryption for what they store. */
import { rule } from "../api.js";

export default rule({
  id: "secrets/api-server-without-encryption",
  title: "API server without encryption at rest",
  pillar: "data",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_104",
    "trivy:KCV-0030",
    "kics:Encryption Provider Config Is Not Defined",
    "kubescape:C-0066",
    "kubescape:C-0141",
    "cis-k8s:1.2.27",
    "kubescape:ensure-that-the-api-server-encryption-provider-config-argument-is-set-as-appropriate",
  ],

  *check(server) {
    const provider = ["encryption-provider-config", "experimental-encryption-provider-config"];
    if (!server.complete || provider.some((it) => server.flags.has(it))) return;
    yield {
      at: server,
      what: "No `--encryption-provider-config`: Secrets lie in etcd, and in its backups, in the clear",
    };
  },
});
