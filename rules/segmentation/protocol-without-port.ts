/** Port entries that name a protocol and no number. */
import { rule } from "../api.js";
import { declaredPorts } from "../lib/connectivity.js";

export default rule({
  id: "segmentation/protocol-without-port",
  title: "Protocol without a port",
  pillar: "networks",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true) return;
    for (const entry of it.ports) {
      if (!entry.known || entry.port !== undefined || entry.portAt !== undefined || entry.protocol === undefined) continue;
      const targets =
        it.direction === "ingress" ? connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) === true) : [];
      const ports = [...new Set(targets.flatMap(declaredPorts).flatMap((one) => (one.protocol === entry.protocol ? [one.port] : [])))];
      const [only] = ports;
      yield {
        at: entry,
        what: `An entry without \`port\` opens every ${entry.protocol} port`,
        fix:
          only !== undefined && ports.length === 1
            ? { title: `Name the declared port, ${only}`, edit: (edit) => edit.set(entry.value, ["port"], only) }
            : undefined,
      };
    }
  },
});
