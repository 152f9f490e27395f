/** Policies that name the port of a Service, where the port of the pod is meant. */
import { rule, type Workload } from "../api.js";
import { declaredPorts } from "../lib/connectivity.js";
import { get, items, number, text } from "../lib/value.js";

export default rule({
  id: "segmentation/service-port",
  title: "Port of the Service instead of the pod",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.anyPort !== false) return;
    const pods: readonly Workload[] =
      it.direction === "ingress"
        ? connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) === true)
        : it.peers.flatMap((peer) => connectivity.admitted(it, peer).sure);
    if (pods.length === 0) return;
    const declared = pods.flatMap(declaredPorts);
    for (const entry of it.ports) {
      if (!entry.known || typeof entry.port !== "number" || entry.end !== undefined || entry.portAt === undefined) continue;
      if (declared.length === 0 || declared.some((one) => one.port === entry.port)) continue;
      const found = pods
        .flatMap((pod) => connectivity.services(pod))
        .flatMap((service) =>
          items(get(service.body, "spec.ports")).flatMap((port) => (number(get(port, "port")) === entry.port ? [{ service, port }] : [])),
        )[0];
      const target = found && get(found.port, "targetPort");
      if (found === undefined || target === undefined || number(target) === entry.port || (number(target) ?? text(target)) === undefined)
        continue;
      const named = number(target) ?? text(target) ?? "";
      const port = entry.portAt;
      yield {
        at: port,
        what: `${entry.port} is the port of the Service \`${found.service.name}\`; its pods listen on \`${named}\`, which is what policies look at: this allows nothing`,
        related: [{ at: found.service, what: "Forwards to the pod's own port" }],
        fix: { title: `Use the pod's port, ${named}`, edit: (edit) => edit.replace(port, named) },
      };
    }
  },
});
