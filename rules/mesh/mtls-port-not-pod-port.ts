/** Port-level modes for a Service's port where the pod's is meant. */
import { rule } from "../api.js";
import { meantPort } from "../lib/mesh.js";

export default rule({
  id: "mesh/mtls-port-not-pod-port",
  title: "mTLS mode for the Service's port",
  pillar: "networks",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.peerAuthentication",
  refs: [],

  *check(policy, { mesh, kubernetes }) {
    if (policy.ports.length === 0 || policy.scope !== "workload" || kubernetes.mayHide(policy, "Service")) return;
    const covered = mesh.covered(policy);
    const services = kubernetes.objects(policy, "Service");
    for (const { port, keyAt } of policy.ports) {
      const meant = meantPort(port, covered, services);
      if (meant === undefined) continue;
      yield {
        at: keyAt,
        what: `${port} is the Service's port: the pod listens on ${meant}, and this mode applies to nothing`,
        fix: policy.ports.some((it) => it.port === meant)
          ? []
          : { title: `Name the pod's port ${meant}`, edit: (it) => it.rename(keyAt, String(meant)) },
      };
    }
  },
});
