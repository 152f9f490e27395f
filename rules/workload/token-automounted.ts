/** Pods with a mounted API token that nothing seems to use. */
import { rule } from "../api.js";
import { hasNamesake, onDefault, ownAccount, tokenUse } from "../lib/account.js";
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
    if (tokenUse(workload, project) !== "idle") return;
    const shared = onDefault(workload);
    const known = shared && hasNamesake(workload, project);
    yield {
      at: get(workload.pod, "automountServiceAccountToken") ?? workload,
      what: shared
        ? "The pods share the identity `default`, and its token is mounted although nothing here uses the API: code that reads the file can call it"
        : `The token of \`${workload.serviceAccountName}\` is mounted although nothing here uses the API: code that reads the file can call it`,
      fix: shared
        ? {
            title: `Run as \`${workload.name}\`, without a token`,
            level: known ? "review" : "safe",
            edit: (it) => {
              it.set(workload.pod, "serviceAccountName", workload.name ?? "default");
              if (known || get(workload.pod, "automountServiceAccountToken") !== undefined)
                it.set(workload.pod, "automountServiceAccountToken", false);
              if (!known) it.createObject(workload, ownAccount(workload));
            },
          }
        : { title: "Do not mount the token", level: "safe", edit: (it) => it.set(workload.pod, "automountServiceAccountToken", false) },
    };
  },
});
