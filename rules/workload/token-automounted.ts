/** Pods with a mounted API token that nothing seems to use. */
import { type KubeObject, rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "workload/token-automounted",
  title: "API token in a pod that may not need it",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_38",
    "kube-linter:no-read-secret",
    "kubescape:C-0034",
    "kubescape:C-0190",
    "trivy:KSV-0036",
    "kics:Service Account Token Automount Not Disabled",
    "polaris:automountServiceAccountToken",
    "cis-k8s:5.1.6",
  ],

  *check(workload, project) {
    if (get(workload.pod, "automountServiceAccountToken") !== undefined || !workload.pod.complete) return;
    const account = workload.serviceAccountName;
    if (account === undefined) return;
    const { kubernetes } = project;
    const declared = kubernetes
      .objects(workload, "ServiceAccount")
      .find((it) => it.name === account && it.namespaceKey === workload.namespaceKey);
    if (declared !== undefined && (get(declared.body, "automountServiceAccountToken") !== undefined || declared.annotations.size > 0))
      return;
    // An account of its own that is not in view, or that is bound to a role, probably calls the API.
    if (
      account !== "default" &&
      (declared === undefined ||
        isBound(declared, kubernetes.objects(workload, "RoleBinding")) ||
        isBound(declared, kubernetes.objects(workload, "ClusterRoleBinding")))
    )
      return;
    yield {
      at: workload,
      what: `The token of \`${account}\` is mounted although nothing here uses the API: code that reads the file can call it`,
      fix: { title: "Do not mount the token", edit: (it) => it.set(workload.pod, "automountServiceAccountToken", false) },
    };
  },
});

function isBound(account: KubeObject, bindings: readonly KubeObject[]): boolean {
  return bindings.some((it) => JSON.stringify(get(it.body, "subjects") ?? "").includes(JSON.stringify(account.name)));
}
