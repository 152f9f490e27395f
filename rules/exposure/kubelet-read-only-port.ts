/** Kubelet configurations that serve the state of a node to anybody. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

export default rule({
  id: "exposure/kubelet-read-only-port",
  title: "Kubelet answering without login",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["kubelet.config.k8s.io/KubeletConfiguration"],
  refs: ["kics:Kubelet Read Only Port Is Not Set To Zero", "cis-k8s:4.2.4"],

  *check(kubelet) {
    const port = get(kubelet.body, "readOnlyPort");
    const known = number(port);
    if (port === undefined || known === undefined || known === 0) return;
    yield {
      at: port,
      what: `Port ${known} tells anybody what runs on the node, environment of the pods included`,
      fix: { title: "Close it", edit: (it) => it.replace(port, 0) },
    };
  },
});
