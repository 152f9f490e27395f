/** Pods that share the network, processes or memory of their node. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "workload/host-namespace",
  title: "Pod in a namespace of the node",
  pillar: "workloads",
  tenet: ["T2", "T3"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostNetwork", "hostPID", "hostIPC"],
  refs: [
    "checkov:CKV_K8S_17",
    "checkov:CKV_K8S_18",
    "checkov:CKV_K8S_19",
    "kube-linter:host-network",
    "kube-linter:host-pid",
    "kube-linter:host-ipc",
    "kubescape:C-0038",
    "kubescape:C-0041",
    "trivy:KSV-0008",
    "trivy:KSV-0009",
    "trivy:KSV-0010",
    "kics:Shared Host Network Namespace",
    "kics:Shared Host PID Namespace",
    "kics:Shared Host IPC Namespace",
    "polaris:hostNetworkSet",
    "polaris:hostPIDSet",
    "polaris:hostIPCSet",
    "pss-baseline",
    "gatekeeper:pod-security-policy-host-namespaces",
  ],

  *check(workload) {
    for (const [field, means] of fields) {
      const value = get(workload.pod, field);
      if (value === undefined || flag(value) !== true) continue;
      yield { at: value, what: `\`${field}\` ${means}`, fix: { title: `Turn \`${field}\` off`, edit: (it) => it.replace(value, false) } };
    }
  },
});

const fields = [
  [
    "hostNetwork",
    "puts the pod on the node's own network: network policies do not apply to it, and it reaches the metadata service and the kubelet",
  ],
  ["hostPID", "shows the pod every process of the node, with their environment and secrets"],
  ["hostIPC", "lets the pod read the shared memory of every process on the node"],
] as const;
