/** Rules that let the internet reach some other port. */
import { rule } from "../api.js";
import { adminPortsIn, allPorts, portsText, worldAddresses } from "../lib/network.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-to-internet",
  title: "Port open to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "network.rule",
  of: ["aws.ingress", "azure.ingress", "google.ingress"],
  refs: ["checkov:CKV_AWS_260", "trivy:AWS-0107", "kics:HTTP Port Open To Internet", "kics:Unknown Port Exposed To Internet"],

  *check(network) {
    if (
      network.allow !== true ||
      network.ports === undefined ||
      network.ports.length === 0 ||
      allPorts(network.ports) ||
      adminPortsIn(network.ports).length > 0
    )
      return;
    const open = worldAddresses(network.addresses)[0];
    if (open === undefined) return;
    yield {
      at: open,
      what: `\`${text(open)}\` reaches ${portsText(network.ports)} without an identity: whatever listens must authenticate every request itself`,
    };
  },
});
