/** Rules that let the internet reach every port, or so many that nobody chose them. */
import { rule } from "../api.js";
import { portsText, widePorts, worldAddresses } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-all-ports",
  title: "Every port open to the internet",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "review",
  on: "network.rule",
  of: ["aws.ingress", "azure.ingress", "google.ingress"],
  refs: [
    "checkov:CKV_AWS_277",
    "checkov:CKV_AWS_260",
    "trivy:AWS-0107",
    "trivy:AZU-0047",
    "kics:Unrestricted Security Group Ingress",
    "kics:Security Group With Unrestricted Access To SSH",
    "kics:Remote Desktop Port Open To Internet",
  ],

  *check(network, project) {
    if (network.allow !== true || network.ports === undefined || !widePorts(network.ports)) return;
    const open = worldAddresses(network.addresses);
    const [first] = open;
    if (first === undefined) return;
    const ports = portsText(network.ports);
    yield {
      at: first,
      what: `\`${text(first)}\` reaches ${ports === "all ports" ? "every port" : ports}: whatever listens here is on the internet`,
      fix: () => narrowings(network, open, project),
    };
  },
});
