/** Containers that bind a port of their node. */
import { rule } from "../api.js";
import { hostPorts } from "../lib/host-port.js";
import { names } from "../lib/pod-security.js";
import { text } from "../lib/value.js";

export default rule({
  id: "workload/host-port",
  title: "Port of the node",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostPort"],
  refs: ["checkov:CKV_K8S_26", "kubescape:C-0044", "trivy:KSV-0024", "polaris:hostPortSet", "pss-baseline", "cis-k8s:5.2.12"],

  *check(workload, project) {
    // The well-known ones are a rule of their own.
    for (const { port, container, fix } of hostPorts(workload, project, (it) => it >= 1024))
      yield {
        at: port,
        what: `${names([container])} is reached at port ${text(port)} of its node, past the Service and, with many networks, past every network policy`,
        ...fix,
      };
  },
});
