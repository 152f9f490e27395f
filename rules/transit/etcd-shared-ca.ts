/** etcd that trusts the authority by which clients log in to the API server. */
import { type Project, rule, type Workload } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "transit/etcd-shared-ca",
  title: "etcd behind the cluster's own authority",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.workload",
  needs: ["etcd"],
  refs: ["checkov:CKV_K8S_120", "kics:Not Unique Certificate Authority", "cis-k8s:2.7", "kubescape:etcd-unique-ca"],

  *check(workload, project) {
    for (const container of workload.containers) {
      const trusted = commandLine(container, "etcd")?.flags.get("trusted-ca-file");
      if (trusted?.value === undefined || !logins(workload, project).includes(trusted.value)) continue;
      yield {
        at: trusted.at,
        what: `\`${trusted.value}\` also signs the certificates by which clients log in to the API server: each of them opens etcd, past every permission`,
      };
    }
  },
});

/** The authorities by which API servers of the same world know their clients. */
function logins(near: Workload, { kubernetes }: Project): readonly string[] {
  return kubernetes
    .workloads(near)
    .flatMap((it) => it.containers.flatMap((one) => commandLine(one, "kube-apiserver")?.flags.get("client-ca-file")?.value ?? []));
}
