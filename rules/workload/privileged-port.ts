/** Containers that listen on ports which only root may open. */
import { rule, type Value } from "../api.js";
import { flag, get, isComplete, items, number, text } from "../lib/value.js";

export default rule({
  id: "workload/privileged-port",
  title: "Port below 1024 in a container",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  needs: ["containerPort"],
  refs: ["kube-linter:privileged-ports", "trivy:KSV-0117"],

  *check(workload) {
    // On the node's network the port is the node's, and said as that; a sysctl of the pod lifts the limit.
    const network = get(workload.pod, "hostNetwork");
    if ((network !== undefined && flag(network) !== false) || mayBeLifted(get(workload.pod, "securityContext.sysctls"))) return;
    const found = workload.containers.flatMap((container) =>
      items(get(container.body, "ports")).flatMap((it) => {
        const port = get(it, "containerPort");
        const known = number(port);
        return port !== undefined && known !== undefined && known > 0 && known < 1024 ? [port] : [];
      }),
    );
    const [first] = found;
    if (first === undefined) return;
    yield {
      at: first,
      what: `Port ${text(first)} is for root, or for \`NET_BIND_SERVICE\`: above 1023 the container needs neither, and the Service keeps its port`,
      related: found.slice(1).map((it) => ({ at: it, what: `and port ${text(it)}` })),
    };
  },
});

/** Whether the pod says, or may say, that everybody opens low ports in it. */
function mayBeLifted(sysctls: Value | undefined): boolean {
  return (
    !isComplete(sysctls) ||
    items(sysctls).some((it) => {
      const name = text(get(it, "name"));
      return name === undefined || name === "net.ipv4.ip_unprivileged_port_start";
    })
  );
}
