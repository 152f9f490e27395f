/** Containers that bind a port of their node. */
import { rule } from "../api.js";
import { breaches, names } from "../lib/pod-security.js";
import { entries, flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/host-port",
  title: "Port of the node",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  refs: ["checkov:CKV_K8S_26", "kubescape:C-0044", "trivy:KSV-0024", "polaris:hostPortSet", "pss-baseline", "cis-k8s:5.2.12"],

  *check(workload, project) {
    // On the node's network every port is the node's: that is what to report then.
    const network = get(workload.pod, "hostNetwork");
    if (network !== undefined && flag(network) !== false) return;
    for (const { value, container } of breaches(project, workload, "host-port")) {
      if (value === undefined || container === undefined) continue;
      const port = items(get(container.body, "ports")).find((it) => get(it, "hostPort") === value);
      const local = get(port, "hostIP");
      const key = entries(port).find((it) => it.value === value)?.keyAt;
      // On the loopback address the port is for programs of the node only.
      if (local !== undefined && /^(?:127\.|::1$)/.test(text(local) ?? "127.")) continue;
      yield {
        at: value,
        what: `${names([container])} is reached at port ${text(value)} of its node, past the Service and, with many networks, past every network policy`,
        ...(key ? { fix: { title: "Leave the port to a Service", edit: (it) => it.remove(key) } } : {}),
      };
    }
  },
});
