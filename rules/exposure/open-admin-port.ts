/** Rules that let the internet reach an administration port. */
import { rule } from "../api.js";
import { adminPortsIn, allPorts, worldAddresses } from "../lib/network.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-admin-port",
  title: "Administration port open to the internet",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "none",
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
    "cis-aws-3.0:5.2",
  ],

  *check(network) {
    if (network.allow !== true || network.ports === undefined || allPorts(network.ports)) return;
    const open = worldAddresses(network.addresses)[0];
    const [first, ...rest] = adminPortsIn(network.ports);
    if (open === undefined || first === undefined) return;
    const [port, name] = first;
    yield {
      at: open,
      what: `\`${text(open)}\` reaches ${name} (port ${port}${rest.length > 0 ? ` and ${rest.length} more administration ports` : ""}): the whole internet may try to log in`,
    };
  },
});
