/** Containers with a capability that breaks out. */
import { rule } from "../api.js";
import { breaches, escalates } from "../lib/pod-security.js";
import { entry, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/dangerous-capability",
  title: "Capability as good as root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["add"],
  refs: [
    "checkov:CKV_K8S_39",
    "kubescape:C-0046",
    "trivy:KSV-0005",
    "trivy:KSV-0022",
    "kics:Containers With Sys Admin Capabilities",
    "polaris:dangerousCapabilities",
    "gatekeeper:pod-security-policy-capabilities",
    "pss-baseline",
    "cis-k8s:5.2.9",
    "trivy:KSV-0119",
    "trivy:KSV-0120",
    "polaris:insecureCapabilities",
  ],

  *check(workload, project) {
    for (const { value, container } of breaches(project, workload, "extra-capability")) {
      const name = text(value);
      const means = dangerous.get(name?.toUpperCase().replace(/^CAP_/, "") ?? "");
      if (value === undefined || container === undefined || means === undefined) continue;
      const only = items(get(container.body, "securityContext.capabilities.add")).length === 1;
      yield {
        at: value,
        what: `\`${name}\` lets \`${container.name ?? "?"}\` ${means}`,
        fix: {
          title: `Do without \`${name}\``,
          edit: (it) => {
            const list = only ? entry(get(container.body, "securityContext.capabilities"), "add") : undefined;
            it.remove(list?.keyAt ?? value);
            const freed = only && escalates(container) === true && project.pods.security(workload).hardened === true;
            if (freed && get(container.body, "securityContext.allowPrivilegeEscalation") === undefined)
              it.set(container.body, "securityContext.allowPrivilegeEscalation", false);
          },
        },
      };
    }
  },
});

const dangerous: ReadonlyMap<string, string> = new Map([
  ["ALL", "do everything that root may do on the node"],
  ["SYS_ADMIN", "mount file systems and enter namespaces: as good as root on the node"],
  ["SYS_PTRACE", "read and change the memory of other processes"],
  ["SYS_MODULE", "load code into the kernel of the node"],
  ["SYS_RAWIO", "read and write the node's devices"],
  ["SYS_BOOT", "restart the node"],
  ["DAC_READ_SEARCH", "open every file of the node by its handle"],
  ["NET_ADMIN", "change routes and firewall rules, and so redirect traffic"],
  ["BPF", "load programs into the kernel that see all of its traffic"],
  ["PERFMON", "watch the kernel and every process of the node"],
  ["NET_RAW", "forge packets and pretend to be its neighbours"],
]);
