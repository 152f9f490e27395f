/** Pods whose containers see each other's processes. */
import { rule } from "../api.js";
import { entries, flag, get } from "../lib/value.js";

export default rule({
  id: "workload/shared-process-namespace",
  title: "One process namespace for all containers",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["shareProcessNamespace", "vault.hashicorp.com/agent-share-process-namespace"],
  refs: ["kube-score:pod-share-process-namespace"],

  *check(workload) {
    const annotation = entries(get(workload.podMetadata, "annotations")).find(
      (it) => it.key === "vault.hashicorp.com/agent-share-process-namespace",
    );
    for (const value of [get(workload.pod, "shareProcessNamespace"), annotation?.value]) {
      if (value === undefined || flag(value) !== true) continue;
      yield {
        at: value,
        what: "Each container of the pod reads the environment and the files of all others through /proc: the secrets of a sidecar are no longer its own",
        fix: { title: "Give each container its own processes", edit: (it) => it.replace(value, value.kind === "text" ? "false" : false) },
      };
    }
  },
});
