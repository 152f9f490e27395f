/** API servers that let pods use images that another pod's credentials pulled. */
import { rule } from "../api.js";
import { withoutPlugin } from "../lib/control-plane.js";

export default rule({
  id: "admission/cached-images",
  title: "Images used without being pulled",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_80",
    "trivy:KCV-0012",
    "kics:Always Pull Images Admission Control Plugin Not Set",
    "kubescape:C-0123",
    "cis-k8s:1.2.11",
    "kubescape:ensure-that-the-admission-control-plugin-AlwaysPullImages-is-set",
  ],

  *check(server) {
    yield* withoutPlugin(
      server,
      "AlwaysPullImages",
      "a private image that lies on a node runs for every pod there, with or without its pull secret",
      "fix",
    );
  },
});
