/** Workloads that are put into the default namespace by name. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/default-namespace",
  title: "Workload in the default namespace",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_21",
    "kube-linter:use-namespace",
    "kubescape:C-0061",
    "kubescape:C-0212",
    "trivy:KSV-0110",
    "kics:Using Default Namespace",
    "kyverno:best-practices-disallow-default-namespace",
    "cis-k8s:5.7.4",
  ],

  *check(workload) {
    const written = get(workload.body, "metadata.namespace");
    // Without a namespace, whoever applies the file decides.
    if (written === undefined || text(written) !== "default" || workload.namespace !== "default") return;
    yield {
      at: written,
      what: `\`${workload.name ?? "?"}\` shares the default namespace with whatever is applied without one: no boundary for identities, policies or quotas`,
    };
  },
});
