/** Containers that bind a well-known port of their node. */
import { rule } from "../api.js";
import { hostPorts } from "../lib/host-port.js";
import { names } from "../lib/pod-security.js";
import { text } from "../lib/value.js";

export default rule({
  id: "workload/privileged-host-port",
  title: "Well-known port of the node",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostPort"],
  refs: [
    "checkov:CKV_K8S_26",
    "kubescape:C-0044",
    "trivy:KSV-0024",
    "polaris:hostPortSet",
    "kyverno:pod-security-disallow-host-ports-range",
    "pss-baseline",
    "cis-k8s:5.2.12",
  ],

  *check(workload, project) {
    for (const { port, container, fix } of hostPorts(workload, project, (it) => it < 1024))
      yield {
        at: port,
        what: `${names([container])} answers in place of the node at port ${text(port)}, where clients expect a service of the machine, past every network policy of most networks`,
        ...fix,
      };
  },
});
