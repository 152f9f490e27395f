/** Policies for a Service's port where the pod's is meant. */
import { rule } from "../api.js";
import { matchesOf, meantPort } from "../lib/mesh.js";
import { text } from "../lib/value.js";

export default rule({
  id: "mesh/policy-port-not-pod-port",
  title: "Policy for the Service's port",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "review",
  on: "mesh.authorization",
  refs: [],

  *check(policy, { mesh, kubernetes }) {
    const matches = policy.rules.flatMap(matchesOf).filter((it) => it.attribute === "destination.port");
    if (matches.length === 0 || policy.scope === "target" || kubernetes.mayHide(policy, "Service")) return;
    const covered = mesh.covered(policy);
    const services = kubernetes.objects(policy, "Service");
    for (const value of matches.flatMap((it) => it.values)) {
      const port = Number(text(value));
      const meant = Number.isInteger(port) ? meantPort(port, covered, services) : undefined;
      if (meant === undefined) continue;
      yield {
        at: value,
        what: `${port} is the Service's port: the proxy sees the pod's port ${meant}, so ${policy.action === "DENY" ? "nothing is denied" : "nothing matches"}`,
        fix: { title: `Name the pod's port ${meant}`, edit: (it) => it.replace(value, String(meant)) },
      };
    }
  },
});
