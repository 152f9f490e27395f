/** Kubelets started to authorize everything. */
import { rule } from "../api.js";
import { kubeletsLeft } from "../lib/control-plane.js";

export default rule({
  id: "trust/open-kubelet-flag",
  title: "Kubelet started to authorize every call",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "safe",
  on: "kube.workload",
  needs: ["kubelet"],
  refs: ["checkov:CKV_K8S_139", "kics:Authorization Mode Set To Always Allow", "cis-k8s:4.2.2"],

  *check(workload) {
    yield* kubeletsLeft(workload, {
      flag: "authorization-mode",
      bad: "AlwaysAllow",
      good: "Webhook",
      means: "lets every caller run commands in every pod of the node",
    });
  },
});
