/** Namespaces whose policies name their pods one by one: the next pod is open. */
import { rule } from "../api.js";
import { openByDefault } from "../lib/default-deny.js";

export default rule({
  id: "segmentation/new-pods-open",
  title: "Policies for some pods, none for the rest",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "info",
  fixes: "review",
  kin: "default-deny",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["checkov:CKV2_K8S_6", "nsa-k8s"],

  *check(namespace, { connectivity }) {
    if (connectivity.policies(namespace).length === 0) return;
    yield* openByDefault(
      namespace,
      connectivity,
      (name) =>
        `\`${name}\` has policies and none that denies by default: a pod that they do not name is open to the whole cluster, as is each that is added later`,
    );
  },
});
