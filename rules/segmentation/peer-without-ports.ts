/** Rules that name who, but not on which port. */
import { rule } from "../api.js";
import { declaredPorts } from "../lib/connectivity.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "segmentation/peer-without-ports",
  title: "Peer allowed on every port",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.anyPort !== true || it.anyPeer !== false || it.peers.length === 0 || it.body.kind !== "dict") return;
    const into = it.direction === "ingress";
    const targets = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) !== false);
    const ports = into ? distinct(targets.flatMap(declaredPorts)) : [];
    const written = get(it.body, "ports");
    yield {
      at: entry(it.body, into ? "from" : "to")?.keyAt ?? it.at,
      what: `Without \`ports\` these peers ${into ? "reach" : "are reached on"} every port: debug and metrics endpoints too`,
      fix:
        ports.length > 0 && targets.every((one) => declaredPorts(one).length > 0)
          ? {
              title: ports.length === 1 ? "Allow the declared port" : `Allow the ${ports.length} declared ports`,
              edit: (edit) => (written === undefined ? edit.set(it.body, ["ports"], ports) : edit.replace(written, ports)),
            }
          : undefined,
    };
  },
});

function distinct<T>(list: readonly T[]): readonly T[] {
  return [...new Map(list.map((it) => [JSON.stringify(it), it])).values()];
}
