/** API servers of old versions without a plugin that restricts pods. */
import { rule } from "../api.js";
import { namesIn } from "../lib/control-plane.js";

/** From this minor version on PodSecurity is there by default. */
const podSecurity = 23;

export default rule({
  id: "admission/pods-not-checked",
  title: "Old API server that checks no pods",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.apiserver",
  refs: [
    "checkov:CKV_K8S_84",
    "checkov:CKV_K8S_81",
    "kics:Pod Security Policy Admission Control Plugin Not Set",
    "kics:Security Context Deny Admission Control Plugin Not Set",
    "trivy:KCV-0013",
    "kubescape:C-0124",
  ],

  *check(server) {
    const enabled = server.flags.get("enable-admission-plugins");
    const names = namesIn(enabled);
    if (server.minor === undefined || server.minor >= podSecurity || names === undefined || !server.complete) return;
    if (["PodSecurityPolicy", "SecurityContextDeny", "PodSecurity"].some((it) => names.includes(it))) return;
    yield {
      at: enabled ?? server,
      what: `Kubernetes 1.${server.minor} has no Pod Security admission, and no plugin in its place is enabled: any pod may be privileged`,
    };
  },
});
