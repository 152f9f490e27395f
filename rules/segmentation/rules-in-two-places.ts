/** Security groups whose rules are managed inline and by resources of their own at once. */
import { code, type Data, type Fix, type NetworkRule, rule } from "../api.js";
import { entries, entry, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/rules-in-two-places",
  title: "Security group with rules in two places",
  pillar: "networks",
  tenet: ["T4"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_security_group"],
  refs: ["tfsec:aws-vpc-disallow-mixed-sgr"],

  *check(group, project) {
    const { found } = project.network.rules(group);
    for (const direction of ["ingress", "egress"] as const) {
      const inline = found.filter((it) => it.direction === direction && it.owner === group);
      const apart = found.filter((it) => it.direction === direction && it.owner !== group);
      const [first] = inline;
      const [other] = apart;
      if (first === undefined || other === undefined) continue;
      yield {
        at: entry(group.body, direction)?.keyAt ?? group,
        what: `This ${direction} rule and \`${other.label}\` undo each other: what is enforced depends on which was applied last`,
        related: apart.slice(0, 3).map((it) => ({ at: it.owner, what: "a rule of the same group" })),
        fix: inline.length === 1 && other.owner.type.startsWith("aws_vpc_") ? toStandalone(first) : undefined,
      };
    }
  },
});

/** Moves an inline rule with one peer to a resource of its own. */
function toStandalone(inline: NetworkRule): Fix | undefined {
  const description = text(entry(inline.body, "description")?.value);
  const addresses = ["cidr_blocks", "ipv6_cidr_blocks"].flatMap((key) =>
    items(entry(inline.body, key)?.value).map((it) => [key === "cidr_blocks" ? "cidr_ipv4" : "cidr_ipv6", text(it)] as const),
  );
  const [[peer, address] = ["", undefined], ...more] = addresses;
  const { protocol } = inline;
  const plain = entries(inline.body).every((it) =>
    ["description", "from_port", "to_port", "protocol", "cidr_blocks", "ipv6_cidr_blocks"].includes(it.key),
  );
  if (!plain || address === undefined || more.length > 0 || protocol === undefined) return undefined;
  const all = protocol === "all";
  const [range] = inline.ports ?? [];
  if (!all && range === undefined) return undefined;
  const ports: { readonly [key: string]: Data } = all || range === undefined ? {} : { from_port: range.from, to_port: range.to };
  return {
    title: "Move the inline rule to a resource of its own",
    edit: (it) => {
      it.remove(inline.place);
      it.createBlock(inline.owner.at, {
        type: "resource",
        labels: [`aws_vpc_security_group_${inline.direction}_rule`, inline.owner.name],
        body: {
          security_group_id: code(`${inline.owner.address}.id`),
          ...(description === undefined ? {} : { description }),
          ip_protocol: all ? "-1" : protocol,
          ...ports,
          [peer]: address,
        },
      });
    },
  };
}
