/** etcd started without peer-client-cert-auth. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "transit/etcd-without-peer-auth",
  title: "etcd without peer certificates",
  pillar: "identity",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["etcd"],
  refs: ["checkov:CKV_K8S_121", "cis-k8s:2.5", "trivy:KCV-0046", "kics:Etcd Peer Client Certificate Authentication Set To False"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "etcd");
      const written = line?.flags.get("peer-client-cert-auth");
      if (line === undefined || (written === undefined ? !line.complete : written.value !== "false")) continue;
      yield {
        at: written ?? line,
        what: `${written === undefined ? "No " : ""}\`--peer-client-cert-auth${written === undefined ? "" : "=false"}\`: whoever reaches the peer port may join the cluster and receive all data`,
        fix: {
          title: "Set `--peer-client-cert-auth`",
          edit: (it) =>
            written === undefined
              ? it.append(line.list, "--peer-client-cert-auth=true")
              : it.replace(written.word, `${written.prefix}true`),
        },
      };
    }
  },
});
