/** Workloads that run as the dashboard. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/dashboard-account",
  title: "Workload that acts as the dashboard",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.workload",
  needs: ["serviceAccountName", "serviceAccount"],
  refs: ["kubescape:C-0014", "kubescape:rule-access-dashboard-wl-v1"],

  *check(workload) {
    const account = get(workload.pod, "serviceAccountName") ?? get(workload.pod, "serviceAccount");
    // A release puts its own name in front or behind.
    if (account === undefined || text(account) !== "kubernetes-dashboard" || /dashboard/.test(workload.name ?? "dashboard")) return;
    if (workload.containers.some((it) => /dashboard/.test(text(get(it.body, "image")) ?? "dashboard"))) return;
    yield {
      at: account,
      what: `\`${workload.name}\` is not the dashboard and holds its account: its rights were given for people to look around with, and its name in the audit log tells nothing`,
    };
  },
});
