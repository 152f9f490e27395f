/** etcd that makes its own certificates, which nobody can verify. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "trust/etcd-self-signed",
  title: "etcd with self-signed certificates",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["etcd"],
  refs: [
    "trivy:KCV-0044",
    "trivy:KCV-0047",
    "kics:Auto TLS Set To True",
    "kics:Peer Auto TLS Set To True",
    "checkov:CKV_K8S_118",
    "cis-k8s:2.3",
    "cis-k8s:2.6",
    "kubescape:etcd-auto-tls-disabled",
  ],

  *check(workload) {
    for (const container of workload.containers) {
      const flags = commandLine(container, "etcd")?.flags;
      for (const name of ["auto-tls", "peer-auto-tls"]) {
        const flag = flags?.get(name);
        if (flag === undefined || flag.value !== "true") continue;
        yield {
          at: flag,
          what: `\`--${name}\` makes etcd sign its own certificates: nobody can verify them, and whoever answers in its place is taken for it`,
          fix: { title: `Set \`--${name}\` to false`, edit: (it) => it.replace(flag.word, `${flag.prefix}false`) },
        };
      }
    }
  },
});
