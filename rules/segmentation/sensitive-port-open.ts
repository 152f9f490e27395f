/** Databases and administration ports that whole clusters may reach. */
import { rule } from "../api.js";
import { callers, declaredPorts, isAnyNamespace, sensitivePorts, worldBlocks } from "../lib/connectivity.js";
import { get } from "../lib/value.js";

export default rule({
  id: "segmentation/sensitive-port-open",
  title: "Data or administration port open to many",
  pillar: "networks",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes.ingress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true) return;
    const everywhere = it.peers.find(
      (peer) =>
        peer.kind === "pods" &&
        isAnyNamespace(peer.namespaceSelector) &&
        (peer.podSelector?.requirements.length ?? 0) === 0 &&
        peer.podSelector?.complete !== false,
    );
    const [world] = worldBlocks(it.peers);
    const from = get(it.body, "from");
    const known = callers(it.policy, connectivity);
    const only = it.peers.length <= 1;
    if (everywhere === undefined && world === undefined && it.anyPeer !== true) return;
    const pods = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) === true);
    const declared = new Set(pods.flatMap(declaredPorts).map((one) => one.port));
    const named = it.ports.flatMap((entry) => {
      const { port, end, known } = entry;
      if (!known || typeof port !== "number") return [];
      const name = [...sensitivePorts].find(([number]) => declared.has(number) && port <= number && number <= (end ?? port));
      return name ? [{ entry, name }] : [];
    });
    const whole =
      it.anyPort === true ? [...sensitivePorts].filter(([number]) => declared.has(number)).map((name) => ({ entry: it, name })) : [];
    for (const { entry, name } of [...named, ...whole.slice(0, 1)])
      yield {
        at: entry,
        what: `${name[1]} (port ${name[0]}) is open to ${world || it.anyPeer === true ? "every address" : "every pod of the cluster"}: one compromised pod is enough to try its login`,
        fix:
          known.length > 0 && only
            ? {
                title: known.length === 1 ? "Let in the workload that calls it" : `Let in the ${known.length} workloads that call it`,
                edit: (edit) => (from === undefined ? edit.set(it.body, ["from"], known) : edit.replace(from, known)),
              }
            : undefined,
      };
  },
});
