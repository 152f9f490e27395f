/** API servers that are started without client-ca-file. */
import { rule } from "../api.js";
import { unset } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-client-ca",
  title: "API server without client CA",
  pillar: "identity",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "trivy:KCV-0028",
    "kics:Client Certificate Authentication Not Setup Properly",
    "cis-k8s:1.2.26",
    "kubescape:ensure-that-the-api-server-client-ca-file-argument-is-set-as-appropriate",
  ],

  *check(server) {
    yield* unset(
      server,
      ["client-ca-file"],
      "no client certificate is ever accepted, and components fall back on tokens that do not expire",
      "/etc/kubernetes/pki/ca.crt",
    );
  },
});
