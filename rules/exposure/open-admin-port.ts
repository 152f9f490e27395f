/** Rules that let the internet reach an administration port. */
import { rule } from "../api.js";
import { adminPortsIn, widePorts, worldAddresses } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-admin-port",
  title: "Administration port open to the internet",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "review",
  on: "network.rule",
  of: ["aws.ingress", "azure.ingress", "google.ingress"],
  refs: [
    "checkov:CKV_AWS_24",
    "checkov:CKV_AWS_25",
    "checkov:CKV_AZURE_9",
    "checkov:CKV_AZURE_10",
    "checkov:CKV_GCP_2",
    "checkov:CKV_GCP_3",
    "trivy:AWS-0107",
    "trivy:AZU-0050",
    "trivy:GCP-0027",
    "kics:Sensitive Port Is Exposed To Entire Network",
    "kics:Remote Desktop Port Open To Internet",
    "kics:Security Group With Unrestricted Access To SSH",
    "cis-aws-3.0:5.2",
  ],

  *check(network, project) {
    if (network.allow !== true || network.ports === undefined || widePorts(network.ports)) return;
    const open = worldAddresses(network.addresses);
    const [first] = open;
    const [port, ...more] = adminPortsIn(network.ports);
    if (first === undefined || port === undefined) return;
    yield {
      at: first,
      what: `\`${text(first)}\` reaches ${port[1]} (port ${port[0]}${more.length > 0 ? ` and ${more.length} more administration ports` : ""}): the whole internet may try to log in`,
      fix: () => narrowings(network, open, project),
    };
  },
});
