/** Rules that name who, but not on which port. */
import { type ConnectivityProject, type PolicyPeer, type PolicyPort, type PolicyRule, rule, type Selector, type Workload } from "../api.js";
import { isEveryEndpoint, peerEntries } from "../lib/cilium.js";
import { declaredPorts, worldBlocks } from "../lib/connectivity.js";
import { entry, get, number } from "../lib/value.js";

export default rule({
  id: "segmentation/peer-without-ports",
  title: "Peer allowed on every port",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["kubernetes", "cilium", "admin"],
  refs: [],

  *check(it, { connectivity }) {
    const named = it.flavour === "cilium" ? everyPort(it) : undefined;
    if (it.flavour !== "kubernetes" && (it.action !== "allow" || !it.peers.every((peer) => isNarrow(peer, it)))) return;
    const wide = it.anyPort === true || named !== undefined;
    if (it.enforced !== true || !wide || it.anyPeer !== false || it.peers.length === 0 || it.body.kind !== "dict") return;
    if (insideNamespace(it, connectivity.selectsAll(it.policy))) return;
    const into = it.direction === "ingress";
    const targets = into
      ? connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) !== false)
      : reached(it, connectivity);
    const ports = distinct(targets.flatMap(declaredPorts));
    const written = get(it.body, it.flavour === "cilium" ? "toPorts" : "ports");
    yield {
      at: named?.portAt ?? entry(it.body, into ? "from" : "to")?.keyAt ?? peerEntries(it)[0]?.keyAt ?? it.at,
      what: `${named ? "With port 0" : `Without \`${it.flavour === "cilium" ? "toPorts" : "ports"}\``} these peers ${into ? "reach" : "are reached on"} every port: debug and metrics endpoints too`,
      fix:
        (it.flavour === "kubernetes" || it.flavour === "cilium") &&
        ports.length > 0 &&
        targets.every((one) => declaredPorts(one).length > 0)
          ? {
              title: ports.length === 1 ? "Allow the declared port" : `Allow the ${ports.length} declared ports`,
              edit: (edit) => {
                if (it.flavour === "cilium")
                  edit.set(it.body, ["toPorts"], [{ ports: ports.map((one) => ({ ...one, port: `${one.port}` })) }]);
                else if (written === undefined) edit.set(it.body, ["ports"], ports);
                else edit.replace(written, ports);
              },
            }
          : undefined,
    };
  },
});

/** In Cilium port 0 is every port (SEMANTICS C8). */
function everyPort(it: PolicyRule): PolicyPort | undefined {
  return it.ports.find((one) => one.known && one.port === undefined && one.portAt !== undefined && number(one.portAt) === 0);
}

/** Peers who are named: whoever lets everybody in has another finding, and the API server and the nodes have ports of their own. */
function isNarrow(peer: PolicyPeer, it: PolicyRule): boolean {
  if (it.flavour === "admin") return peer.kind === "pods" && peer.namespaces === "some";
  if (peer.kind === "pods") return !isEveryEndpoint(peer);
  return peer.kind === "names" || (peer.kind === "addresses" && worldBlocks([peer]).length === 0);
}

/** All pods of a namespace among each other: the policy draws the line around the namespace, and no list of ports would fit them all. */
function insideNamespace(it: PolicyRule, everybody: boolean | undefined): boolean {
  return everybody !== false && it.peers.every((peer) => peer.kind === "pods" && peer.namespaces === "own" && everyPod(peer.podSelector));
}

function everyPod(selector: Selector | undefined): boolean {
  return selector === undefined || !selector.complete || selector.requirements.length === 0;
}

/** The pods that an egress rule reaches; none where some of its peers are not pods in view. */
function reached(it: PolicyRule, connectivity: ConnectivityProject): readonly Workload[] {
  const found = it.peers.map((peer) => connectivity.admitted(it, peer));
  const all = found.flatMap(({ sure, maybe }) => [...sure, ...maybe]);
  return it.peers.every((peer) => peer.kind === "pods") && found.every(({ sure }) => sure.length > 0) ? all : [];
}

function distinct<T>(list: readonly T[]): readonly T[] {
  return [...new Map(list.map((it) => [JSON.stringify(it), it])).values()];
}
