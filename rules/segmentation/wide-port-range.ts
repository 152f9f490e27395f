/** Port ranges of a thousand ports and more. */
import { rule } from "../api.js";
import { declaredPorts } from "../lib/connectivity.js";
import { get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/wide-port-range",
  title: "Wide range of ports",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes", "cilium", "calico"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow") return;
    for (const entry of it.ports) {
      const end = it.flavour === "calico" ? entry.portAt : get(entry.value, "endPort");
      if (!entry.known || entry.end === undefined || end === undefined) continue;
      if (it.flavour !== "kubernetes" && (typeof entry.port !== "number" || entry.end < entry.port)) continue;
      if (typeof entry.port !== "number" || entry.end < entry.port) {
        yield { at: end, what: "The API server refuses a range without a number below its end: the policy is never applied" };
        continue;
      }
      if (entry.end - entry.port < 1000) continue;
      const { port: from, end: to, protocol } = entry;
      const targets =
        it.direction === "ingress" ? connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) === true) : [];
      const declared = targets.flatMap(declaredPorts).filter((one) => one.protocol === protocol && from <= one.port && one.port <= to);
      const ports = [...new Set(declared.map((one) => one.port))];
      const list = get(it.body, "ports");
      yield {
        at: end,
        what: `${(entry.end - entry.port + 1).toLocaleString("en")} ports are opened: whatever starts to listen there is in reach`,
        fix:
          ports.length === 0 || list?.kind !== "list" || items(list).length !== 1
            ? undefined
            : {
                title: ports.length === 1 ? `Allow the declared port, ${ports[0]}` : `Allow the ${ports.length} declared ports`,
                edit: (edit) =>
                  edit.replace(
                    list,
                    ports.map((port) => ({ protocol, port })),
                  ),
              },
      };
    }
  },
});
