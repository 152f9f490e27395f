/** Pods that mount what the node is run by: the runtime's socket, the kubelet's credentials, system directories. */
import { rule } from "../api.js";
import { classify, volumesOfNode } from "../lib/host-path.js";
import { maybeSystem } from "../lib/kubernetes.js";
import { mountsOf } from "../lib/pod-security.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/sensitive-host-path",
  title: "Control of the node in a pod",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostPath"],
  refs: [
    "checkov:CKV_K8S_27",
    "kubescape:C-0074",
    "kubescape:C-0045",
    "kube-linter:docker-sock",
    "kube-linter:sensitive-host-mounts",
    "trivy:KSV-0006",
    "trivy:KSV-0121",
    "kics:Docker Daemon Socket is Exposed to Containers",
    "kics:Workload Mounting With Sensitive OS Directory",
    "kyverno:best-practices-disallow-container-sock-mounts",
    "kyverno:other-limit-hostpath-vols",
    "kyverno:other-ensure-readonly-hostpath",
    "kyverno:pod-security-disallow-host-path",
    "polaris:hostPathSet",
    "kubescape:alert-any-hostpath",
  ],

  *check(workload) {
    for (const { volume, path, writable } of volumesOfNode(workload)) {
      const kind = classify(text(path), writable);
      // Agents of the platform write where it wants them to.
      if (kind === undefined || (kind !== "socket" && kind !== "credentials" && maybeSystem(workload))) continue;
      const name = text(get(volume, "name"));
      yield {
        at: path,
        what: `\`${text(path)}\` ${means[kind]}`,
        ...(name === undefined
          ? {}
          : {
              fix: {
                title: `Do without the volume \`${name}\``,
                edit: (it) => {
                  for (const mount of mountsOf(workload, name)) it.remove(mount);
                  it.remove(volume);
                },
              },
            }),
      };
    }
  },
});

const means = {
  socket: "leads to the container runtime: whoever writes to it starts any container, as root on the node",
  credentials: "holds the credentials by which the node acts: whoever reads them is the node, or every pod on it",
  devices: "holds the disks and the memory of the node: a container that may open them reads and changes everything",
  logs: "is where the kubelet serves logs from: a link that the pod leaves there makes it serve any file of the node",
  system: "is the node's own and can be written from the pod: what is changed there runs as root",
} as const;
