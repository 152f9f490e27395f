/** API servers that let a kubelet write about other nodes. */
import { rule } from "../api.js";
import { withoutPlugin } from "../lib/control-plane.js";

export default rule({
  id: "admission/no-node-restriction",
  title: "Kubelets not limited to their own node",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_85",
    "trivy:KCV-0016",
    "kics:Node Restriction Admission Control Plugin Not Set",
    "kubescape:C-0127",
    "kubescape:ensure-that-the-admission-control-plugin-NodeRestriction-is-set",
    "cis-k8s:1.2.15",
  ],

  *check(server) {
    yield* withoutPlugin(server, "NodeRestriction", "the kubelet of one node can label other nodes and change their pods", "fix");
  },
});
