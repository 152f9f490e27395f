/** Workloads with two ways to a cloud identity. */
import { rule } from "../api.js";
import { entries, flag, get } from "../lib/value.js";

export default rule({
  id: "trust/identity-overlap",
  title: "Workload with a cloud identity and an older one",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["iam.amazonaws.com/role", "aadpodidbinding", "hostNetwork"],
  refs: [],

  *check(workload, project) {
    const account = project.kubernetes.objectsBeside(workload, "ServiceAccount").find((it) => it.name === workload.serviceAccountName);
    const federated = entries(get(account?.body, "metadata.annotations")).find((it) =>
      /^(?:eks\.amazonaws\.com\/role-arn|azure\.workload\.identity\/client-id|iam\.gke\.io\/gcp-service-account)$/.test(it.key),
    );
    if (federated === undefined) return;
    const older = entries(get(workload.podMetadata, "annotations")).find((it) => it.key === "iam.amazonaws.com/role");
    const pod = entries(get(workload.podMetadata, "labels")).find((it) => it.key === "aadpodidbinding");
    const host = get(workload.pod, "hostNetwork");
    const old = older ?? pod;
    const related = [{ at: federated.keyAt, what: "the identity of the service account" }];
    if (old !== undefined)
      yield {
        at: old.keyAt,
        what: `\`${old.key}\` gives the pod a second identity beside the one of its service account: which of them a call uses depends on the client`,
        fix: { title: `Remove \`${old.key}\``, edit: (it) => it.remove(old.keyAt) },
        related,
      };
    else if (host !== undefined && flag(host) === true)
      yield {
        at: host,
        what: "On the node's network the pod also reaches the node's role: the service account's own does not keep it from that",
        fix: { title: "Leave the node's network", edit: (it) => it.remove(host) },
        related,
      };
  },
});
