/** Rules that let the internet reach a database, cache, broker or file share. */
import { rule } from "../api.js";
import { adminPortsIn, dataPortsIn, widePorts, worldAddresses } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-data-port",
  title: "Data store port open to the internet",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "review",
  on: "network.rule",
  of: ["aws.ingress", "azure.ingress", "google.ingress"],
  refs: [
    "kics:Sensitive Port Is Exposed To Entire Network",
    "kics:SQL Analysis Services Port 2383 (TCP) Is Publicly Accessible",
    "kics:Unrestricted Security Group Ingress",
    "trivy:AWS-0107",
  ],

  *check(network, project) {
    if (network.allow !== true || network.ports === undefined || widePorts(network.ports) || adminPortsIn(network.ports).length > 0) return;
    const open = worldAddresses(network.addresses);
    const [first] = open;
    const [port] = dataPortsIn(network.ports);
    if (first === undefined || port === undefined) return;
    yield {
      at: first,
      what: `\`${text(first)}\` reaches ${port[1]} (port ${port[0]}): whatever the store itself asks for is all that stands between the data and the internet`,
      fix: () => narrowings(network, open, project),
    };
  },
});
