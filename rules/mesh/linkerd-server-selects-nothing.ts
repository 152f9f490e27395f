/** Linkerd Servers for pods or ports that are not there. */
import { type Fix, rule } from "../api.js";
import { containerPorts } from "../lib/mesh.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "mesh/linkerd-server-selects-nothing",
  title: "Server without a pod port",
  pillar: "identity",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.linkerd.io/Server"],
  refs: [],

  *check(server, { kubernetes }) {
    const selector = get(server.body, "spec.podSelector");
    const port = get(server.body, "spec.port");
    if (selector === undefined || port === undefined || !kubernetes.closedWorld(server) || kubernetes.mayHide(server, "Pod")) return;
    const here = kubernetes.workloadsBeside(server);
    const selected = here.filter((it) => kubernetes.matches(kubernetes.selector(selector), it.podLabels, it.podLabelsComplete) !== false);
    if (here.length === 0 || kubernetes.workloads(server).some((it) => it.namespace === undefined)) return;
    if (selected.length === 0) {
      yield {
        at: selector,
        what: `No pod of \`${server.namespace ?? ""}\` has these labels: the port stays under the namespace's default policy`,
      };
      return;
    }
    const known = text(port);
    const declared = selected.map(containerPorts);
    if (known === undefined || declared.some((it) => it === undefined || it.some((one) => !one.nameKnown))) return;
    const ports = declared.flatMap((it) => it ?? []);
    if (ports.some((it) => it.name === known || String(it.port) === known)) return;
    const names = [...new Set(ports.flatMap((it) => it.name ?? []))];
    yield {
      at: port,
      what: `No container of the selected pods declares port \`${known}\`: Linkerd goes by declared ports, so this Server protects nothing`,
      fix: names.slice(0, 3).map((name): Fix => ({ title: `Name the port ${name}`, edit: (it) => it.replace(port, name) })),
    };
  },
});
