/** Workloads that policies, used in the workspace, leave free to connect anywhere. */
import { rule } from "../api.js";
import { isAdmin, isEveryPort } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";

export default rule({
  id: "segmentation/egress-open",
  title: "Workload free to connect anywhere",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: ["netpol-analyzer:np-unprotected-workload"],

  *check(workload, { connectivity }) {
    if (!connectivity.used(workload) || isSystemNamespace(workload.namespace) || connectivity.hidden(workload)) return;
    if (!connectivity.guarded(workload) && !connectivity.inventoried(workload)) return;
    const policies = connectivity.bearing(workload);
    const guards = policies.filter((it) => connectivity.selects(it, workload) === true);
    // A default deny for one direction is said at the policy.
    if (policies.some((it) => connectivity.selectsAll(it) === true && connectivity.rules(it).length === 0)) return;
    if (connectivity.isolated(workload, "egress") !== false) return;
    // An administrator's policy that looks at where it connects has decided to let the rest pass.
    if (policies.some((it) => isAdmin(it, "egress") && connectivity.selects(it, workload) !== false)) return;
    const found = connectivity.passes(workload, { address: "0.0.0.0/0", world: workload.world }, "egress");
    if (!isEveryPort(found.sure) || found.by.length > 0) return;
    yield {
      at: workload,
      what: `${guards.length > 0 ? "Policies say who connects to this" : "The workspace has network policies"}, and none says where this may connect: taken over, it reaches the whole cluster and the internet`,
      related: guards.slice(0, 3).map((it) => ({ at: it, what: "Limits ingress only" })),
    };
  },
});
