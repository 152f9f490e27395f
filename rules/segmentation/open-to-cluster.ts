/** Workloads whose own policies let the whole cluster in, or the whole outside. */
import { rule } from "../api.js";
import { isAdmin, isEdge, isEveryPort, isOnHost } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";

export default rule({
  id: "segmentation/open-to-cluster",
  title: "Policies that leave a workload open",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: ["netpol-analyzer:np-ingress-exposed-entire-cluster"],

  *check(workload, { connectivity }) {
    if (!connectivity.guarded(workload) || isSystemNamespace(workload.namespace) || connectivity.hidden(workload)) return;
    const selecting = connectivity.bearing(workload).filter((it) => connectivity.selects(it, workload) === true);
    if (selecting.length === 0 || isOnHost(workload)) return;
    const cluster = connectivity.passes(workload, { anyPod: true, world: workload.world }, "ingress");
    const outside = connectivity.passes(workload, { address: "0.0.0.0/0", world: workload.world }, "ingress");
    const found = isEveryPort(cluster.sure) ? cluster : outside;
    if (!isEveryPort(found.sure)) return;
    if (connectivity.blurred(workload) || isEdge(workload, connectivity)) return;
    // What is allowed here has a rule that allows it, or an administrator's policy that looked and let it pass.
    if (found.by.length === 0 && !selecting.some((it) => isAdmin(it, "ingress"))) return;
    yield {
      at: workload,
      what:
        found === cluster
          ? "Policies select this and let every pod of the cluster connect to it, on every port: they isolate nothing"
          : "Policies select this and leave it open to every address outside the cluster, on every port: policies for administrators only speak of pods",
      related: found.by.slice(0, 4).map((it) => ({ at: it, what: `\`${it.policy.name}\` lets them in` })),
    };
  },
});
