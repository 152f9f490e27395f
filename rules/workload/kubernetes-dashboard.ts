/** The Kubernetes dashboard. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/kubernetes-dashboard",
  title: "Kubernetes dashboard deployed",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: ["checkov:CKV_K8S_33", "kics:Dashboard Is Enabled"],

  *check(workload) {
    for (const container of workload.containers) {
      const image = get(container.body, "image");
      if (
        image === undefined ||
        !/(?:^|\/)(?:kubernetesui\/dashboard(?:-web|-api)?|kubernetes-dashboard[\w-]*)(?:[:@]|$)/.test(text(image) ?? "")
      )
        continue;
      yield {
        at: image,
        what: "The dashboard acts in the cluster with its account, or with whatever token is pasted into it: it has been the way into many clusters",
      };
      return;
    }
  },
});
