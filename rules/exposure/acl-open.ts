/** Network ACLs that let the internet pass on every port before anything refuses. */
import { rule } from "../api.js";
import { mayBeHidden } from "../lib/acl.js";
import { allPorts, worldAddresses } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/acl-open",
  title: "Network ACL open to the internet",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "network.rule",
  of: ["aws.acl.ingress"],
  refs: ["trivy:AWS-0102", "tfsec:aws-ec2-no-excessive-port-access", "cis-aws-3.0:5.1"],

  *check(entry, project) {
    if (entry.allow !== true || entry.ports === undefined || !allPorts(entry.ports)) return;
    const open = worldAddresses(entry.addresses);
    const [first] = open;
    if (first === undefined || mayBeHidden(entry, entry.ports, project)) return;
    yield {
      at: first,
      what: `\`${text(first)}\` passes this network ACL on every port: only security groups are left to refuse it`,
      fix: () => narrowings(entry, open, project),
    };
  },
});
