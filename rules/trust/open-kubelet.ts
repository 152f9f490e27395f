/** Kubelets that authorize everything. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "trust/open-kubelet",
  title: "Kubelet that authorizes every call",
  pillar: "identity",
  tenet: ["T6"],
  severity: "error",
  fixes: "safe",
  on: "kube.object",
  of: ["kubelet.config.k8s.io/KubeletConfiguration"],
  refs: ["kubescape:C-0173", "cis-k8s:4.2.2"],

  *check(kubelet) {
    const mode = get(kubelet.body, "authorization.mode");
    if (mode !== undefined && text(mode) === "AlwaysAllow")
      yield {
        at: mode,
        what: "`AlwaysAllow` lets every caller run commands in every pod of the node",
        fix: { title: "Ask the API server", edit: (it) => it.replace(mode, "Webhook") },
      };
  },
});
