/** Pods that run with the number of a group that the node may have too. */
import { rule } from "../api.js";
import { isLow, sharesNumbers, written } from "../lib/low-id.js";
import { number, text } from "../lib/value.js";

export default rule({
  id: "workload/low-group-id",
  title: "Low group number",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["runAsGroup"],
  refs: ["trivy:KSV-0021"],

  *check(workload) {
    // A low user is said with its group, in one.
    if (!sharesNumbers(workload) || written(workload, "runAsUser").some((it) => isLow(it) || number(it) === undefined)) return;
    const found = written(workload, "runAsGroup").filter(isLow);
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first,
      what: `Group ${text(first)} is probably one of the node, too: out of the container, the process owns what that group owns`,
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
