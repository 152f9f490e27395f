/** Persistent volumes that are directories of a node. */
import { rule } from "../api.js";
import { classify } from "../lib/host-path.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/host-path-volume",
  title: "Persistent volume on a node",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["/PersistentVolume"],
  refs: ["kyverno:pod-security-disallow-host-path"],

  *check(volume) {
    const path = get(volume.body, "spec.hostPath.path");
    if (path === undefined || text(path) === undefined) return;
    const kind = classify(text(path), true);
    yield {
      at: path,
      what: `\`${text(path)}\` of whatever node the pod lands on is written by whoever claims the volume${kind === undefined ? "" : ", and it is the node's own"}: no rule for pods sees that`,
    };
  },
});
