/** Rules that let the internet reach every port. */
import { rule } from "../api.js";
import { allPorts, worldAddresses } from "../lib/network.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/open-all-ports",
  title: "Every port open to the internet",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "none",
  on: "network.rule",
  of: ["aws.ingress", "azure.ingress", "google.ingress"],
  refs: ["checkov:CKV_AWS_277", "checkov:CKV_AWS_260", "trivy:AWS-0107", "trivy:AZU-0047", "kics:Unrestricted Security Group Ingress"],

  *check(network) {
    if (network.allow !== true || network.ports === undefined || !allPorts(network.ports)) return;
    const open = worldAddresses(network.addresses)[0];
    if (open === undefined) return;
    yield { at: open, what: `\`${text(open)}\` reaches every port: whatever listens here is on the internet` };
  },
});
