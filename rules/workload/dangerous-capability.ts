/** Containers with a capability that breaks out. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/dangerous-capability",
  title: "Capability as good as root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "none",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_39",
    "checkov:CKV_K8S_25",
    "kube-linter:drop-net-raw-capability",
    "kubescape:C-0046",
    "trivy:KSV-0005",
    "trivy:KSV-0022",
    "kics:Containers With Sys Admin Capabilities",
    "polaris:dangerousCapabilities",
    "pss-baseline",
  ],

  *check(workload) {
    for (const container of workload.containers)
      for (const it of items(get(container.body, "securityContext.capabilities.add"))) {
        const name = text(it)?.toUpperCase().replace(/^CAP_/, "");
        if (name === undefined || !dangerous.has(name)) continue;
        yield { at: it, what: `\`${text(it)}\` is as good as root on the node: \`${container.name ?? "?"}\` is no longer contained` };
      }
  },
});

const dangerous: ReadonlySet<string> = new Set([
  "ALL",
  "SYS_ADMIN",
  "SYS_PTRACE",
  "SYS_MODULE",
  "DAC_READ_SEARCH",
  "DAC_OVERRIDE",
  "NET_ADMIN",
  "BPF",
  "SYS_RAWIO",
  "SYS_BOOT",
]);
