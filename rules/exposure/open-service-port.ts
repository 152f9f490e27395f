/** Rules that let the internet reach a port of a workload that is not an edge. */
import { rule } from "../api.js";
import { isEdge } from "../lib/edge.js";
import { adminPortsIn, dataPortsIn, isWeb, portsText, widePorts, worldAddresses } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-service-port",
  title: "Service port open to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "network.rule",
  of: ["aws.ingress", "azure.ingress", "google.ingress"],
  refs: ["kics:Unknown Port Exposed To Internet", "kics:Unrestricted Security Group Ingress"],

  *check(network, project) {
    const { ports } = network;
    if (network.allow !== true || ports === undefined || ports.length === 0 || widePorts(ports) || isWeb(ports)) return;
    if (adminPortsIn(ports).length > 0 || dataPortsIn(ports).length > 0) return;
    const open = worldAddresses(network.addresses);
    const [first] = open;
    if (first === undefined || isEdge(network, ports, project)) return;
    yield {
      at: first,
      what: `\`${text(first)}\` reaches ${portsText(ports)} past every load balancer: the service meets the internet alone`,
      fix: () => narrowings(network, open, project),
    };
  },
});
