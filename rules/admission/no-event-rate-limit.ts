/** API servers that take as many events as anybody sends. */
import { rule } from "../api.js";
import { withoutPlugin } from "../lib/control-plane.js";

export default rule({
  id: "admission/no-event-rate-limit",
  title: "Events without a limit",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "kube.apiserver",
  refs: [
    "trivy:KCV-0010",
    "kics:Event Rate Limit Admission Control Plugin Not Set",
    "kubescape:C-0121",
    "cis-k8s:1.2.9",
    "kubescape:ensure-that-the-admission-control-plugin-EventRateLimit-is-set",
  ],

  *check(server) {
    yield* withoutPlugin(server, "EventRateLimit", "one account fills etcd with events, and those that tell of an attack are pushed out");
  },
});
