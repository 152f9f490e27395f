/** Pods that run with the number of a user that the node may have too. */
import { rule, type Value } from "../api.js";
import { get, number, text } from "../lib/value.js";

export default rule({
  id: "workload/low-user-id",
  title: "Low user number",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  refs: ["checkov:CKV_K8S_40", "trivy:KSV-0020"],

  *check(workload) {
    const found = [workload.pod, ...workload.containers.map((it) => it.body)]
      .map((it) => get(it, "securityContext.runAsUser"))
      .filter((it): it is Value => isLow(number(it)));
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first,
      what: `User ${text(first)} is probably one of the node, too: out of the container, the process owns what that user owns`,
      related: found.slice(1).map((it) => ({ at: it, what: "and here" })),
      fix: {
        title: "Use 10001",
        edit: (it) => {
          for (const one of found) it.replace(one, 10001);
        },
      },
    };
  },
});

/** 0 is root, which is said by a rule of its own. */
function isLow(id: number | undefined): boolean {
  return id !== undefined && id > 0 && id < 10000;
}
