/** API servers that are started without client-ca-file. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "transit/apiserver-without-client-ca",
  title: "API server without client CA",
  pillar: "identity",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: ["trivy:KCV-0028", "kics:Client Certificate Authentication Not Setup Properly", "cis-k8s:1.2.26"],

  *check(server) {
    const missing = ["client-ca-file"].filter((it) => !server.flags.has(it));
    if (missing.length === 0 || !server.complete) return;
    yield {
      at: server,
      what: `No ${missing.map((it) => `\`--${it}\``).join(" and no ")}: no client certificate is ever accepted, and components fall back on tokens that do not expire`,
      fix: {
        title: "Set `--client-ca-file` to kubeadm's file",
        edit: (it) => setFlag(it, server, "client-ca-file", "/etc/kubernetes/pki/ca.crt"),
      },
    };
  },
});
