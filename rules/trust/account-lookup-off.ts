/** API servers that take tokens of accounts which are no longer there. */
import { rule } from "../api.js";
import { setFlag } from "../lib/control-plane.js";

export default rule({
  id: "trust/account-lookup-off",
  title: "Tokens of deleted accounts accepted",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_96",
    "trivy:KCV-0024",
    "kics:Service Account Lookup Set To False",
    "kubescape:C-0135",
    "cis-k8s:1.2.21",
    "kubescape:ensure-that-the-api-server-service-account-lookup-argument-is-set-to-true",
  ],

  *check(server) {
    const lookup = server.flags.get("service-account-lookup");
    if (lookup === undefined || lookup.value !== "false") return;
    yield {
      at: lookup.at,
      what: "Only the signature of a token is checked: one that was copied holds on after its account, or its Secret, is deleted",
      fix: { title: "Look accounts up", edit: (it) => setFlag(it, server, "service-account-lookup", "true") },
    };
  },
});
