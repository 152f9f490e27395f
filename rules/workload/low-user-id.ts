/** Pods that run with the number of a user that the node may have too. */
import { rule } from "../api.js";
import { isLow, sharesNumbers, written } from "../lib/low-id.js";
import { text } from "../lib/value.js";

export default rule({
  id: "workload/low-user-id",
  title: "Low user number",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["runAsUser"],
  refs: [
    "checkov:CKV_K8S_40",
    "trivy:KSV-0020",
    "kube-score:container-security-context-user-group-id",
    "kics:Container Running With Low UID",
  ],

  *check(workload) {
    const found = written(workload, "runAsUser").filter(isLow);
    const [first] = found;
    if (first === undefined || !sharesNumbers(workload)) return;
    const groups = written(workload, "runAsGroup").filter(isLow);
    yield {
      at: first,
      what: `User ${text(first)} ${groups[0] ? `and group ${text(groups[0])} are probably known to the node` : "is probably one of the node"}, too: out of the container, the process owns what ${groups[0] ? "they own" : "that user owns"}`,
      related: [...found.slice(1), ...groups].map((it) => ({ at: it, what: "and here" })),
      fix: {
        title: "Use 10001",
        edit: (it) => {
          for (const one of [...found, ...groups]) it.replace(one, 10001);
        },
      },
    };
  },
});
