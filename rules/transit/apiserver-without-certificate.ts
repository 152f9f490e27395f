/** API servers that are started without tls-cert-file and tls-private-key-file. */
import { rule } from "../api.js";
import { unset } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-certificate",
  title: "API server without a certificate",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "kube.apiserver",
  refs: [
    "trivy:KCV-0027",
    "kics:TSL Connection Certificate Not Setup",
    "kubescape:ensure-that-the-api-server-tls-cert-file-and-tls-private-key-file-arguments-are-set-as-appropriate",
    "cis-k8s:1.2.25",
    "checkov:CKV_K8S_100",
  ],

  *check(server) {
    yield* unset(
      server,
      ["tls-cert-file", "tls-private-key-file"],
      "the API server signs a certificate for itself, which no client can verify",
    );
  },
});
