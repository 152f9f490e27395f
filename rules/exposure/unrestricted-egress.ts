/** Rules that let a workload reach the whole internet on every port. */
import { type Fix, type NetworkRule, rule } from "../api.js";
import { allPorts, worldAddresses } from "../lib/network.js";
import { entry, get, text } from "../lib/value.js";

export default rule({
  id: "exposure/unrestricted-egress",
  title: "Unrestricted egress",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "network.rule",
  of: ["aws.egress", "azure.egress", "google.egress"],
  refs: ["checkov:CKV_AWS_382", "trivy:AWS-0104", "kics:Unrestricted Security Group Egress", "tfsec:aws-ec2-no-public-egress-sgr"],

  *check(network) {
    if (network.allow !== true || !(network.ports === undefined ? namesNoPort(network) : allPorts(network.ports))) return;
    // The default group is no place for rules at all: that is said once, elsewhere.
    if (network.owner.type === "aws_default_security_group") return;
    const open = worldAddresses(network.addresses)[0];
    if (open === undefined) return;
    yield {
      at: open,
      what: `Outbound traffic to \`${text(open)}\` on every port is a way out for data and a way home for malware`,
      fix: onlyHttps(network),
    };
  },
});

/** A rule that is written without protocol and ports limits neither. */
function namesNoPort(network: NetworkRule): boolean {
  return ["protocol", "ip_protocol", "from_port", "to_port"].every((it) => get(network.body, it) === undefined) && network.cloud === "aws";
}

function onlyHttps(network: NetworkRule): Fix | undefined {
  const protocol = ["protocol", "ip_protocol"].find((it) => entry(network.body, it) !== undefined);
  if (network.cloud !== "aws" || protocol === undefined || network.owner.mode !== "resource") return undefined;
  return {
    title: "Let out HTTPS only",
    edit: (it) => {
      it.set(network.body, protocol, "tcp");
      it.set(network.body, "from_port", 443);
      it.set(network.body, "to_port", 443);
    },
  };
}
