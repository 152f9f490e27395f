/** EMR clusters that wear a security group which the internet passes. */
import { type Related, rule } from "../api.js";
import { portsText, worldAddresses } from "../lib/network.js";
import { get, items, reference, text } from "../lib/value.js";

export default rule({
  id: "exposure/cluster-in-open-group",
  title: "Cluster in a group open to the internet",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_emr_cluster"],
  refs: ["checkov:CKV2_AWS_7"],

  *check(cluster, project) {
    for (const path of slots)
      for (const worn of items(get(cluster.body, `ec2_attributes.${path}`))) {
        const named = reference(worn);
        const group = named && project.terraform.resolve(named, cluster);
        if (group === undefined) continue;
        const open = project.network.rules(group).found.flatMap((it): readonly Related[] => {
          const [address] = it.direction === "ingress" && it.allow === true ? worldAddresses(it.addresses) : [];
          if (address === undefined || it.ports === undefined || it.ports.length === 0) return [];
          return [{ at: address, what: `\`${text(address)}\` reaches ${portsText(it.ports)}` }];
        });
        if (open.length === 0) continue;
        yield {
          at: worn,
          what: `\`${group.address}\` lets the internet in: the consoles of a cluster ask for no password, and run whatever they are sent`,
          related: open,
        };
        return;
      }
  },
});

const slots: readonly string[] = [
  "emr_managed_master_security_group",
  "emr_managed_slave_security_group",
  "additional_master_security_groups",
  "additional_slave_security_groups",
  "service_access_security_group",
];
