/** Calico rules that allow without saying whom. */
import { type Fix, type PolicyRule, type Project, rule, type Value } from "../api.js";
import { declaredPorts, isDnsPort, mayBeEdge, stableLabels, worldBlocks } from "../lib/connectivity.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/calico-allow-any",
  title: "Calico rule that allows everybody",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "policy.rule",
  of: ["calico.ingress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow" || it.enforced !== true || it.body.kind !== "dict" || !it.body.complete) return;
    const source = get(it.body, "source");
    const everybody =
      it.policy.kind === "GlobalNetworkPolicy" &&
      source?.kind === "dict" &&
      source.entries.length === 1 &&
      /^\s*all\(\)\s*$/.test(text(get(source, "selector")) ?? "");
    const [world] = worldBlocks(it.peers.filter((peer) => peer.except.length === 0));
    if (it.anyPeer !== true && !everybody && world === undefined && !others(source)) return;
    if (it.anyPeer === true && it.ports.length > 0) return;
    if (it.ports.length > 0 && it.ports.every(isDnsPort)) return;
    if (text(get(it.body, "protocol"))?.startsWith("ICMP") || get(it.body, "destination.selector") !== undefined) return;
    if (world !== undefined && mayBeEdge(it.policy, connectivity)) return;
    yield {
      at: world?.at ?? it.at,
      what: everybody
        ? "`all()` is every pod and host that Calico knows: the rule lets everybody in"
        : world !== undefined
          ? `\`${text(world.at)}\` is every address, those of pods and nodes too: the rule lets everybody in`
          : it.anyPeer === true
            ? "Without a source and ports this lets everybody in, from the cluster and from outside"
            : "Everybody but these is let in, from the cluster and from outside: what is not named here is trusted",
      fix: narrowed(it, connectivity),
    };
  },
});

/** A source that only says who is left out. */
function others(source: Value | undefined): boolean {
  return (
    source?.kind === "dict" &&
    source.complete &&
    source.entries.length > 0 &&
    source.entries.every((it) => /^(?:notSelector|notNets|notPorts)$/.test(it.key))
  );
}

/** The workloads that call the pods of the policy, or else its namespace; with the ports that the pods declare, where they are in view. */
function narrowed(it: PolicyRule, connectivity: Project["connectivity"]): readonly Fix[] {
  if (!it.policy.namespaced || get(it.body, "source") !== undefined || get(it.body, "destination") !== undefined) return [];
  const targets = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) === true);
  const selectors = targets
    .flatMap((one) => connectivity.flowsTo(one))
    .flatMap(({ from }) => {
      const labels = from.namespaceKey === it.policy.namespaceKey ? stableLabels(from) : undefined;
      return labels
        ? [
            Object.entries(labels)
              .map(([key, value]) => `${key} == '${String(value)}'`)
              .join(" && "),
          ]
        : [];
    });
  const ports = targets.flatMap(declaredPorts).filter((one) => one.protocol === "TCP");
  const known = ports.length > 0 && targets.every((one) => declaredPorts(one).every((port) => port.protocol === "TCP"));
  const put = (title: string, selector: string): Fix => ({
    title,
    edit: (edit) => {
      if (known) edit.set(it.body, ["protocol"], "TCP");
      edit.set(it.body, ["source"], { selector });
      if (known) edit.set(it.body, ["destination"], { ports: [...new Set(ports.map((one) => one.port))] });
    },
  });
  const distinct = [...new Set(selectors)];
  return [
    ...(distinct.length > 0
      ? [
          put(
            "Let in the workloads that call it",
            distinct.length === 1 ? (distinct[0] ?? "") : distinct.map((one) => `(${one})`).join(" || "),
          ),
        ]
      : []),
    put("Let in the pods of this namespace only", "all()"),
  ];
}
