/** Rules that let a workload reach the whole internet on every port. */
import { rule } from "../api.js";
import { allPorts, worldAddresses } from "../lib/network.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/unrestricted-egress",
  title: "Unrestricted egress",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "network.rule",
  of: ["aws.egress", "azure.egress", "google.egress"],
  refs: ["checkov:CKV_AWS_382", "trivy:AWS-0104", "kics:Unrestricted Security Group Egress", "tfsec:aws-ec2-no-public-egress-sgr"],

  *check(network) {
    if (network.allow !== true || network.ports === undefined || !allPorts(network.ports)) return;
    const open = worldAddresses(network.addresses)[0];
    if (open === undefined) return;
    yield { at: open, what: `Outbound traffic to \`${text(open)}\` on every port is a way out for data and a way home for malware` };
  },
});
