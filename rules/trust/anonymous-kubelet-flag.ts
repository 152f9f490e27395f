/** Kubelets started to serve callers without a login. */
import { rule } from "../api.js";
import { kubeletsLeft } from "../lib/control-plane.js";

export default rule({
  id: "trust/anonymous-kubelet-flag",
  title: "Kubelet started open to anonymous callers",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "error",
  fixes: "safe",
  on: "kube.workload",
  needs: ["kubelet"],
  refs: ["checkov:CKV_K8S_138", "kics:Anonymous Auth Is Not Set To False", "cis-k8s:4.2.1"],

  *check(workload) {
    yield* kubeletsLeft(workload, {
      flag: "anonymous-auth",
      bad: "true",
      good: "false",
      means: "serves whoever reaches the kubelet, without a login",
    });
  },
});
