/** Workloads that the policies of the workspace leave open to the whole cluster. */
import { rule } from "../api.js";
import { isEveryPort, isOnHost, policiesHidden } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";

export default rule({
  id: "segmentation/open-to-cluster",
  title: "Workload open to the whole cluster",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: ["netpol-analyzer:np-unprotected-workload", "netpol-analyzer:np-ingress-exposed-entire-cluster"],

  *check(workload, { connectivity, kubernetes }) {
    if (isSystemNamespace(workload.namespace) || policiesHidden(workload, kubernetes)) return;
    if (!connectivity.used(workload) || (connectivity.policies(workload).length === 0 && !connectivity.inventoried(workload))) return;
    const found = connectivity.passes(workload, { anyPod: true, world: workload.world }, "ingress");
    if (!isEveryPort(found.sure) || isOnHost(workload)) return;
    yield {
      at: workload,
      what:
        found.by.length > 0
          ? "Policies let every pod of the cluster connect to it, on every port: they isolate nothing"
          : "The workspace has network policies, and none of them isolates this: every pod of the cluster connects to it, on every port",
      related: found.by.slice(0, 4).map((it) => ({ at: it, what: `\`${it.policy.name}\` lets them in` })),
    };
  },
});
