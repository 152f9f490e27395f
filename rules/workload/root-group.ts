/** Pods that are told to run with, or to own their volumes by, the group of root. */
import { rule, type Value } from "../api.js";
import { get, items, number } from "../lib/value.js";

export default rule({
  id: "workload/root-group",
  title: "Group of root",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["runAsGroup", "fsGroup", "supplementalGroups"],
  refs: [
    "trivy:KSV-0116",
    "kyverno:other-require-non-root-groups",
    "trivy:KSV-0029",
    "kube-linter:run-as-non-root",
    "kube-score:container-security-context-user-group-id",
  ],

  *check(workload) {
    const pod = get(workload.pod, "securityContext");
    const found = [
      get(pod, "runAsGroup"),
      get(pod, "fsGroup"),
      ...items(get(pod, "supplementalGroups")),
      ...workload.containers.map((it) => get(it.body, "securityContext.runAsGroup")),
    ].filter((it): it is Value => it !== undefined && number(it) === 0);
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first,
      what: "Group 0 is that of root: what it may read and write in the image, on volumes and on the node is open to this pod",
      related: found.slice(1).map((it) => ({ at: it, what: "and here" })),
      fix: {
        title: "Use group 10001",
        edit: (it) => {
          for (const one of found) it.replace(one, 10001);
        },
      },
    };
  },
});
