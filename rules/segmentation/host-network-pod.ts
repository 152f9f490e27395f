/** Pods on the host's network, that policies pass by. */
import { rule } from "../api.js";
import { isSystemNamespace } from "../lib/kubernetes.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "segmentation/host-network-pod",
  title: "Policy for a pod on the host's network",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["hostNetwork"],
  refs: [],

  *check(workload, { connectivity, kubernetes }) {
    const host = get(workload.pod, "hostNetwork");
    if (host === undefined || flag(host) !== true || isSystemNamespace(workload.namespace)) return;
    const selecting = connectivity.policies(workload).filter((it) => {
      const selector =
        it.kind === "NetworkPolicy" && it.namespaceKey === workload.namespaceKey ? get(it.body, "spec.podSelector") : undefined;
      return (
        selector !== undefined &&
        connectivity.selectsAll(it) === false &&
        kubernetes.matches(kubernetes.selector(selector), workload.podLabels, workload.podLabelsComplete) === true
      );
    });
    const [first] = selecting;
    if (first === undefined) return;
    yield {
      at: host,
      what: `\`${first.name}\` selects these pods, but on the host's network they are the node itself: no policy binds them, and every pod of the node lets them in`,
      related: selecting.map((it) => ({ at: it, what: "Has no effect on these pods" })),
      fix: { title: "Give the pods a network of their own", edit: (it) => it.replace(host, false) },
    };
  },
});
