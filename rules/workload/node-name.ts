/** Pods that choose their node past the scheduler. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/node-name",
  title: "Pod placed past the scheduler",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["nodeName"],
  refs: ["kyverno:other-restrict-node-selection"],

  *check(workload) {
    const name = get(workload.pod, "nodeName");
    // What the scheduler wrote comes with dumps of clusters.
    if (name === undefined || text(name) === undefined || get(workload.body, "metadata.uid") !== undefined) return;
    if (
      get(workload.body, "status") !== undefined ||
      workload.annotations.has("kubernetes.io/config.source") ||
      get(workload.pod, "hostNetwork") !== undefined
    )
      return;
    yield {
      at: name,
      what: `\`nodeName\` puts the pod on \`${text(name)}\` without asking the scheduler: taints that keep others off the node do not keep this off`,
      fix: { title: "Let the scheduler choose", edit: (it) => it.remove(name) },
    };
  },
});
