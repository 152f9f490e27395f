/** Pods with a mounted API token that nothing seems to use. */
import { rule, type Value } from "../api.js";
import { entries, get, items } from "../lib/value.js";

export default rule({
  id: "workload/token-automounted",
  title: "API token in a pod that may not need it",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "safe",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_38",
    "kubescape:C-0034",
    "kubescape:C-0190",
    "kubescape:C-0261",
    "trivy:KSV-0036",
    "kics:Service Account Token Automount Not Disabled",
    "polaris:automountServiceAccountToken",
    "gatekeeper:general-automount-serviceaccount-token",
    "cis-k8s:5.1.6",
  ],

  *check(workload, project) {
    const { kubernetes, rbac } = project;
    const account = rbac.accountOf(workload);
    if (account === undefined || !workload.pod.complete || rbac.mountsToken(workload) !== true) return;
    const declared = kubernetes
      .objects(workload, "ServiceAccount")
      .find((it) => it.name === account.name && it.namespaceKey === account.namespaceKey);
    // An account of its own that is not in view probably calls the API.
    if (declared === undefined && (account.name !== "default" || kubernetes.mayHide(workload, "ServiceAccount"))) return;
    if (!rbac.holdsNothing(account, workload)) return;
    // Cloud roles, injected agents and projected tokens are uses.
    if (annotations(declared?.body).length > 0 || annotations(workload.podMetadata, "annotations").some(isAgent)) return;
    if (items(get(workload.pod, "volumes")).some((it) => get(it, "projected") !== undefined)) return;
    const written = get(workload.pod, "automountServiceAccountToken");
    yield {
      at: written ?? workload,
      what: `The token of \`${account.name}\` is mounted although nothing here uses the API: code that reads the file can call it`,
      fix: { title: "Do not mount the token", edit: (it) => it.set(workload.pod, "automountServiceAccountToken", false) },
    };
  },
});

function annotations(value: Value | undefined, path = "metadata.annotations"): readonly string[] {
  return entries(get(value, path)).map((it) => it.key);
}

function isAgent(annotation: string): boolean {
  return /^(?:vault\.hashicorp\.com|linkerd\.io|sidecar\.istio\.io|consul\.hashicorp\.com)\//.test(annotation);
}
