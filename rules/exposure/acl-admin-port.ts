/** Network ACLs that let the internet pass to administration ports before anything refuses. */
import { rule } from "../api.js";
import { mayBeHidden } from "../lib/acl.js";
import { adminPortsIn, allPorts, worldAddresses } from "../lib/network.js";
import { narrowings } from "../lib/network-fix.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/acl-admin-port",
  title: "Network ACL that lets administration ports pass",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "network.rule",
  of: ["aws.acl.ingress"],
  refs: [
    "checkov:CKV_AWS_229",
    "checkov:CKV_AWS_230",
    "checkov:CKV_AWS_231",
    "checkov:CKV_AWS_232",
    "trivy:AWS-0105",
    "kics:Network ACL With Unrestricted Access To SSH",
    "kics:Network ACL With Unrestricted Access To RDP",
    "cis-aws-3.0:5.1",
  ],

  *check(entry, project) {
    if (entry.allow !== true || entry.ports === undefined || allPorts(entry.ports)) return;
    // Answers to outbound calls come in on ephemeral ports, so a range of those alone is fine.
    if (entry.ports.some((it) => it.from >= 1024 && it.to - it.from > 10000)) return;
    const open = worldAddresses(entry.addresses);
    const [first] = open;
    const [port] = adminPortsIn(entry.ports);
    if (first === undefined || port === undefined || mayBeHidden(entry, [{ from: port[0], to: port[0] }], project)) return;
    yield {
      at: first,
      what: `\`${text(first)}\` passes this network ACL to ${port[1]} (port ${port[0]}): only security groups are left to refuse it`,
      fix: () => narrowings(entry, open, project),
    };
  },
});
