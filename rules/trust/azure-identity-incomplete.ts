/** Azure workload identity without the label that switches it on. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "trust/azure-identity-incomplete",
  title: "Azure workload identity that is half configured",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  refs: [],

  *check(workload, project) {
    const account = project.kubernetes.objectsBeside(workload, "ServiceAccount").find((it) => it.name === workload.serviceAccountName);
    const client = get(account?.body, ["metadata", "annotations", "azure.workload.identity/client-id"]);
    const label = get(workload.podMetadata, ["labels", "azure.workload.identity/use"]);
    if (client === undefined || !workload.podLabelsComplete || text(label) === "true") return;
    const metadata = workload.podMetadata;
    yield {
      at: label ?? workload,
      what: 'The service account has an Azure identity, but the webhook only serves pods with the label `azure.workload.identity/use: "true"`: these get no token',
      fix: metadata && { title: "Label the pods", edit: (it) => it.set(metadata, ["labels", "azure.workload.identity/use"], "true") },
      related: [{ at: client, what: "the identity of the service account" }],
    };
  },
});
