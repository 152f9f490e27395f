/** Workloads whose own policies let the whole cluster in. */
import { rule } from "../api.js";
import { isEdge, isEveryPort, isOnHost, policiesHidden } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";

export default rule({
  id: "segmentation/open-to-cluster",
  title: "Workload open to the whole cluster",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: ["netpol-analyzer:np-ingress-exposed-entire-cluster"],

  *check(workload, { connectivity, kubernetes }) {
    if (isSystemNamespace(workload.namespace) || policiesHidden(workload, kubernetes)) return;
    const selecting = connectivity.policies(workload).filter((it) => connectivity.selects(it, workload) === true);
    const found = connectivity.passes(workload, { anyPod: true, world: workload.world }, "ingress");
    if (selecting.length === 0 || !isEveryPort(found.sure) || isOnHost(workload)) return;
    if (connectivity.blurred(workload) || isEdge(workload, connectivity)) return;
    // What is allowed here has a rule that allows it, or an administrator's policy that looked and let it pass.
    if (found.by.length === 0 && !selecting.some((it) => it.group === "policy.networking.k8s.io")) return;
    yield {
      at: workload,
      what: "Policies select this and let every pod of the cluster connect to it, on every port: they isolate nothing",
      related: found.by.slice(0, 4).map((it) => ({ at: it, what: `\`${it.policy.name}\` lets them in` })),
    };
  },
});
