/** Workloads without an identity of their own. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "workload/default-account",
  title: "Workload on the default service account",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  of: ["Deployment", "StatefulSet", "DaemonSet", "CronJob"],
  refs: ["kube-linter:default-service-account", "kubescape:C-0189", "kics:Service Account Name Undefined Or Empty", "cis-k8s:5.1.5"],

  *check(workload, project) {
    const written = get(workload.pod, "serviceAccountName") ?? get(workload.pod, "serviceAccount");
    if (workload.serviceAccountName !== "default" || !workload.pod.complete || workload.name === undefined) return;
    const { name, namespace } = workload;
    const exists = project.kubernetes
      .objects(workload, "ServiceAccount")
      .some((it) => it.name === name && it.namespaceKey === workload.namespaceKey);
    const account = project.rbac.accountOf(workload);
    const unused = account !== undefined && project.rbac.holdsNothing(account, workload);
    yield {
      at: written ?? workload,
      what: "The pods share the identity `default` with whatever else runs here: neither rights nor mesh policies can tell them apart",
      fix: {
        title: `Run as \`${name}\``,
        level: unused ? "safe" : "review",
        edit: (it) => {
          it.set(workload.pod, "serviceAccountName", name);
          if (!exists)
            it.createObject(workload, {
              apiVersion: "v1",
              kind: "ServiceAccount",
              metadata: { name, namespace },
              automountServiceAccountToken: false,
            });
        },
      },
    };
  },
});
