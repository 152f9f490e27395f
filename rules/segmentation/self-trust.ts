/** Security groups whose members may reach each other on every port. */
import { code, type Fix, type NetworkRule, type Project, rule, type Value } from "../api.js";
import { portsText, widePorts } from "../lib/network.js";
import { declareVariable } from "../lib/network-fix.js";

import { entry, flag, get, reference, text } from "../lib/value.js";

export default rule({
  id: "segmentation/self-trust",
  title: "Members of a group trust each other on every port",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "network.rule",
  of: ["aws.ingress"],
  refs: [],

  *check(network, project) {
    if (network.ports === undefined || !widePorts(network.ports) || network.owner.type === "aws_default_security_group") return;
    const self = get(network.body, "self");
    const own = project.network.ownerOf(network);
    const peer = flag(self) === true ? self : network.groups.find((it) => own && reference(it)?.address === own.address);
    if (peer === undefined) return;
    const wearers = own ? project.network.wearers(own).found : [];
    if (wearers.some((it) => needsAll.has(it.type))) return;
    const kinds = [...new Set(wearers.map((it) => it.type))];
    yield {
      at: peer,
      what: `Members of this group reach each other on ${portsText(network.ports)}${kinds.length > 1 ? `, and both \`${kinds[0]}\` and \`${kinds[1]}\` wear it` : ""}: one taken-over member has them all`,
      fix: onePort(
        network,
        wearers.map((it) => enginePort(get(it.body, "engine"))).find((it) => it !== undefined),
        project,
      ),
    };
  },
});

/** Things whose own documentation asks for an all-traffic rule among members. */
const needsAll: ReadonlySet<string> = new Set(["aws_eks_cluster", "aws_eks_node_group", "aws_glue_connection"]);

const enginePorts: ReadonlyMap<string, number> = new Map([
  ["postgres", 5432],
  ["aurora-postgresql", 5432],
  ["mysql", 3306],
  ["mariadb", 3306],
  ["aurora-mysql", 3306],
  ["redis", 6379],
  ["valkey", 6379],
  ["memcached", 11211],
]);

function enginePort(engine: Value | undefined): number | undefined {
  return enginePorts.get(text(engine) ?? "");
}

function onePort(network: NetworkRule, known: number | undefined, project: Project): Fix | undefined {
  const protocol = ["protocol", "ip_protocol"].find((it) => entry(network.body, it) !== undefined);
  if (protocol === undefined || network.owner.mode !== "resource") return undefined;
  return {
    title: known ? `Open only port ${known} among members` : "Open only the port of a variable, `member_port`",
    edit: (it) => {
      const port = known ?? code("var.member_port");
      it.set(network.body, protocol, "tcp");
      it.set(network.body, "from_port", port);
      it.set(network.body, "to_port", port);
      if (!known)
        declareVariable(network.owner, project, "member_port", "number", "Port by which members of the group reach each other.", it);
    },
  };
}
