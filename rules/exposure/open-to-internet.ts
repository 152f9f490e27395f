/** Rules that let the internet reach a web port of something that is not known to be an edge. */
import { rule } from "../api.js";
import { isEdge } from "../lib/edge.js";
import { isWeb, portsText, worldAddresses } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-to-internet",
  title: "Web port open to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "network.rule",
  of: ["aws.ingress", "azure.ingress", "google.ingress"],
  refs: ["checkov:CKV_AWS_260", "kics:HTTP Port Open To Internet"],

  *check(network, project) {
    if (network.allow !== true || network.ports === undefined || !isWeb(network.ports)) return;
    const open = worldAddresses(network.addresses);
    const [first] = open;
    if (first === undefined || isEdge(network, network.ports, project)) return;
    yield {
      at: first,
      what: `\`${text(first)}\` reaches ${portsText(network.ports)} without an identity: whatever listens must authenticate every request itself`,
      fix: () => narrowings(network, open, project),
    };
  },
});
