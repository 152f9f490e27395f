/** Application pods that may land on nodes of the control plane, or choose their node themselves. */
import { rule, type Value, type Workload } from "../api.js";
import { maybeSystem } from "../lib/kubernetes.js";
import { entry, get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "workload/control-plane-toleration",
  title: "Application on the control plane",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["tolerations", "nodeName"],
  refs: ["kyverno:other-restrict-controlplane-scheduling"],

  *check(workload) {
    // Agents have to be on every node.
    if (workload.kind === "DaemonSet" || maybeSystem(workload) || aims(get(workload.pod, "nodeSelector"))) return;
    for (const it of items(get(workload.pod, "tolerations"))) {
      const key = get(it, "key");
      const all = isComplete(it) && (key === undefined || text(key) === "") && text(get(it, "operator")) === "Exists";
      const plane = /^node-role\.kubernetes\.io\/(?:control-plane|master)$/.test(text(key) ?? "");
      if (!all && !plane) continue;
      yield {
        at: key ?? it,
        what: all
          ? "The pod tolerates every taint, also that of the control plane: next to the API server and its keys is no place for applications"
          : `\`${text(key)}\` lets the pod run on the control plane: next to the API server and its keys is no place for applications`,
        fix: { title: "Keep it off those nodes", edit: (edit) => edit.remove(it) },
      };
    }
    const node = get(workload.pod, "nodeName");
    if (node === undefined || isServed(workload) || /^$|[$<{%]/.test(text(node) ?? "")) return;
    const field = entry(workload.pod, "nodeName");
    yield {
      at: node,
      what: `\`nodeName\` puts the pod on \`${text(node)}\` past the scheduler, and past every taint and rule that it holds`,
      ...(field ? { fix: { title: "Leave the node to the scheduler", edit: (it) => it.remove(field.keyAt) } } : {}),
    };
  },
});

/** A Pod as a server hands it out, with the node that the scheduler chose for it: it fills in what nobody writes. */
function isServed({ body, pod }: Workload): boolean {
  return (
    ["metadata.uid", "metadata.resourceVersion", "metadata.ownerReferences", "status.phase"].some((it) => get(body, it) !== undefined) ||
    (entry(pod, "serviceAccount") !== undefined && entry(pod, "serviceAccountName") !== undefined)
  );
}

/** The pod asks for the control plane: it is meant to be there. */
function aims(selector: Value | undefined): boolean {
  return (
    selector?.kind === "unknown" ||
    ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"].some((it) => entry(selector, it) !== undefined)
  );
}
