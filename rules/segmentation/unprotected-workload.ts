/** Workloads that no policy of the workspace isolates. */
import { rule } from "../api.js";
import { besidePolicies, isAdmin, isEveryPort, isOnHost, isolation } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";

export default rule({
  id: "segmentation/unprotected-workload",
  title: "Workload beside all policies",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  refs: ["netpol-analyzer:np-unprotected-workload", "netpol-analyzer:np-ingress-exposed-entire-cluster"],

  *check(workload, { connectivity }) {
    if (!connectivity.used(workload) || isSystemNamespace(workload.namespace) || connectivity.hidden(workload)) return;
    if (!connectivity.guarded(workload) && !connectivity.inventoried(workload)) return;
    const policies = connectivity.bearing(workload);
    const found = connectivity.passes(workload, { anyPod: true, world: workload.world }, "ingress");
    if (!isEveryPort(found.sure) || found.by.length > 0 || isOnHost(workload)) return;
    // An administrator's policy that looks at who connects to it has decided to let this pass.
    if (policies.some((it) => isAdmin(it, "ingress") && connectivity.selects(it, workload) !== false)) return;
    const flows = [...connectivity.flowsTo(workload), ...connectivity.needs(workload, "ingress")];
    const policy = isolation(workload, "ingress", connectivity);
    yield {
      at: workload,
      what: "The workspace has network policies, and none of them isolates this: every pod of the cluster connects to it, on every port",
      fix: policy
        ? {
            title: flows.length === 0 ? "Isolate it: nobody connects until a rule says so" : "Isolate it, its known callers let in",
            edit: (it) => it.createObject(besidePolicies(workload, connectivity), policy),
          }
        : undefined,
    };
  },
});
