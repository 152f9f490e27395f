/** Namespaces whose pods accept connections from anywhere. */
import { rule } from "../api.js";
import { openByDefault } from "../lib/default-deny.js";

export default rule({
  id: "segmentation/no-default-deny",
  title: "Namespace without default deny",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "review",
  kin: "default-deny",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["checkov:CKV2_K8S_6", "kubescape:C-0260", "kubescape:C-0054", "kube-linter:non-isolated-pod", "nsa-k8s", "trivy:KSV-0038"],

  *check(namespace, { connectivity }) {
    // Where policies isolate some of its pods, what is missing is less, and said by a rule of its own.
    if (connectivity.policies(namespace).length > 0) return;
    yield* openByDefault(
      namespace,
      connectivity,
      (name) => `Every pod of \`${name}\` accepts connections from every other pod of the cluster: no policy denies by default`,
    );
  },
});
