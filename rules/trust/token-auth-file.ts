/** API servers that take passwords and tokens from a file. */
import { rule } from "../api.js";

export default rule({
  id: "trust/token-auth-file",
  title: "API server that takes tokens from a file",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_70",
    "trivy:KCV-0002",
    "kics:Token Auth File Is Set",
    "kics:Basic Auth File Is Set",
    "kubescape:C-0114",
    "cis-k8s:1.2.2",
    "checkov:CKV_K8S_69",
    "kubescape:ensure-that-the-api-server-token-auth-file-parameter-is-not-set",
  ],

  *check(server) {
    for (const name of ["token-auth-file", "basic-auth-file"]) {
      const written = server.flags.get(name);
      if (written === undefined) continue;
      yield {
        at: written,
        what: `\`--${name}\` holds credentials in clear text that last until the file changes and the API server restarts`,
        fix: written.prefix === "" ? [] : { title: `Remove \`--${name}\``, edit: (it) => it.remove(written.word) },
      };
    }
  },
});
