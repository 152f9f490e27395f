/** etcd started without client-cert-auth. */
import { rule } from "../api.js";
import { commandLine, contentOf } from "../lib/control-plane.js";

export default rule({
  id: "transit/etcd-without-client-auth",
  title: "etcd without client certificates",
  pillar: "identity",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["etcd"],
  refs: [
    "checkov:CKV_K8S_117",
    "kics:Etcd Client Certificate Authentication Set To False",
    "cis-k8s:2.2",
    "trivy:KCV-0043",
    "kubescape:etcd-client-auth-cert",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "etcd");
      const written = line?.flags.get("client-cert-auth");
      if (line === undefined || (written === undefined ? !line.complete : written.value !== "false")) continue;
      yield {
        at: written ?? line,
        what: `${written === undefined ? "No " : ""}\`--client-cert-auth${written === undefined ? "" : "=false"}\`: whoever reaches etcd reads ${contentOf(workload)}`,
        fix: {
          title: "Set `--client-cert-auth`",
          edit: (it) =>
            written === undefined ? it.append(line.list, "--client-cert-auth=true") : it.replace(written.word, `${written.prefix}true`),
        },
      };
    }
  },
});
