/** Workloads left out by the policies around them. */
import { rule } from "../api.js";
import { besidePolicies, isEveryPort, isOnHost, isolation } from "../lib/connectivity.js";
import { isSystemNamespace } from "../lib/kubernetes.js";

export default rule({
  id: "segmentation/workload-not-isolated",
  title: "Workload that no policy isolates",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  refs: ["kube-linter:non-isolated-pod", "kubescape:C-0206", "kube-score:pod-networkpolicy", "polaris:missingNetworkPolicy"],

  *check(workload, { connectivity }) {
    if (!connectivity.used(workload) || isSystemNamespace(workload.namespace) || connectivity.hidden(workload)) return;
    // Where hardly anything is isolated the namespace as a whole lacks a policy; here most of it has one, and this was forgotten.
    if (!connectivity.mostlyIsolated(workload, "ingress") || connectivity.isolated(workload, "ingress") !== false) return;
    const policies = connectivity.bearing(workload);
    const anybody = { anyPod: true, world: workload.world } as const;
    if (!isEveryPort(connectivity.passes(workload, anybody, "ingress").sure) || isOnHost(workload)) return;
    const flows = [...connectivity.flowsTo(workload), ...connectivity.needs(workload, "ingress")];
    const policy = isolation(workload, "ingress", connectivity);
    const selecting = policies.filter((it) => connectivity.selects(it, workload) === true);
    yield {
      at: workload,
      what: `Most workloads of this namespace are isolated, this one is not: any pod of the cluster may connect to it${selecting.length > 0 ? `. \`${selecting[0]?.name}\` selects it without doing so` : ""}`,
      related: selecting.slice(0, 3).map((it) => ({ at: it, what: "Selects it, and leaves ingress open" })),
      fix: policy
        ? {
            title:
              flows.length === 0
                ? "Isolate it: nobody connects until a rule says so"
                : `Isolate it, its ${flows.length === 1 ? "known caller" : `${flows.length} known callers`} let in`,
            edit: (it) => it.createObject(besidePolicies(workload, connectivity), policy),
          }
        : undefined,
    };
  },
});
