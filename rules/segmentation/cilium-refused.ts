/** Cilium policies that the agent refuses, so that they isolate nobody. */
import { type Anchor, type Direction, type Fix, type KubeObject, type Problem, rule, type Value } from "../api.js";
import { specsOf } from "../lib/cilium.js";
import { blockOf } from "../lib/connectivity.js";
import { within } from "../lib/network.js";
import { dataOf, dicts, entries, entry, get, items, number, text } from "../lib/value.js";

interface Fault {
  readonly at: Anchor;
  readonly why: string;
  readonly fix?: Fix;
}

export default rule({
  id: "segmentation/cilium-refused",
  title: "Policy that Cilium refuses",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy"],
  refs: [],

  *check(policy) {
    for (const spec of specsOf(policy)) for (const fault of faultsOf(policy, spec)) yield said(fault);
  },
});

function* faultsOf(policy: KubeObject, spec: Value): Iterable<Fault> {
  yield* ofSelectors(policy, spec);
  for (const direction of ["ingress", "egress"] as const)
    for (const suffix of ["", "Deny"]) {
      const list = get(spec, `${direction}${suffix}`);
      for (const it of dicts(list)) {
        yield* ofPeers(direction, it, suffix === "" ? list : undefined);
        for (const ports of dicts(get(it, "toPorts"))) yield* ofPorts(direction, ports, entry(spec, "nodeSelector") !== undefined);
      }
    }
}

function said({ at, why, fix }: Fault): Problem {
  return { at, what: `${why}. Cilium drops the whole policy, and the pods that it selects stay open`, ...(fix ? { fix } : {}) };
}

function* ofSelectors(policy: KubeObject, spec: Value): Iterable<Fault> {
  const pods = entry(spec, "endpointSelector");
  const nodes = entry(spec, "nodeSelector");
  if (pods && nodes && pods.value.kind === "dict" && nodes.value.kind === "dict")
    yield { at: nodes.keyAt, why: "A policy is for pods or for nodes: `endpointSelector` and `nodeSelector` exclude each other" };
  else if (nodes && policy.namespaced) yield { at: nodes.keyAt, why: "`nodeSelector` is for a CiliumClusterwideNetworkPolicy only" };
}

const fields = ["Endpoints", "Entities", "CIDR", "CIDRSet", "FQDNs", "Services", "Groups", "Nodes"];
const entities = /^(?:all|world|world-ipv4|world-ipv6|cluster|host|init|ingress|health|unmanaged|remote-node|none|kube-apiserver)$/;

function* ofPeers(direction: Direction, it: Value, list: Value | undefined): Iterable<Fault> {
  const side = direction === "ingress" ? "from" : "to";
  const written = fields.flatMap((field) => {
    const found = entry(it, `${side}${field}`);
    return found?.value.kind === "list" && found.value.items.length > 0 ? [found] : [];
  });
  const [first, second, third] = written;
  if (first && second)
    yield {
      at: second.keyAt,
      why: `\`${first.key}\` and \`${second.key}\` cannot stand in one rule`,
      ...(list !== undefined && third === undefined && isKnown(it)
        ? {
            fix: {
              title: `Give \`${second.key}\` a rule of its own`,
              edit: (edit) => {
                const rest = entries(it).filter((one) => one !== first && one !== second);
                edit.append(list, {
                  [second.key]: dataOf(second.value),
                  ...Object.fromEntries(rest.map((one) => [one.key, dataOf(one.value)])),
                });
                edit.remove(second.keyAt);
              },
            },
          }
        : {}),
    };
  for (const entity of items(get(it, `${side}Entities`))) {
    const name = text(entity);
    if (name !== undefined && !entities.test(name)) yield { at: entity, why: `Cilium knows no entity \`${name}\`` };
  }
  for (const set of dicts(get(it, `${side}CIDRSet`))) {
    const block = get(set, "cidr");
    const outer = block && blockOf(block);
    for (const hole of items(get(set, "except"))) {
      const inner = blockOf(hole);
      if (inner && outer && (inner.version !== outer.version || !(within(inner, outer) || within(outer, inner))))
        yield {
          at: hole,
          why: `\`${text(hole)}\` is not inside of \`${text(block)}\``,
          fix: { title: "Remove the exception", edit: (edit) => edit.remove(hole) },
        };
    }
  }
  const icmps = entry(it, "icmps");
  if (icmps && items(icmps.value).length > 0 && items(entry(it, "toPorts")?.value).length > 0)
    yield { at: icmps.keyAt, why: "`icmps` and `toPorts` cannot stand in one rule" };
}

/** Protocols that have no ports; an option of the agent allows them. */
const portless = /^(?:VRRP|IGMP|GRE|IPIP|IPV6|ESP|AH)$/i;

function* ofPorts(direction: Direction, it: Value, forNodes: boolean): Iterable<Fault> {
  const rules = entry(it, "rules");
  const kinds = entries(rules?.value).filter((one) => /^(?:http|kafka|dns)$/.test(one.key) && items(one.value).length > 0);
  const [first, second] = kinds;
  const ports = get(it, "ports");
  for (const port of dicts(ports)) {
    const written = get(port, "port");
    const known = number(written);
    const isPortless = portless.test(text(get(port, "protocol")) ?? "") || get(port, "protocol")?.kind === "unknown";
    if (port.complete && written === undefined && !isPortless) yield { at: port, why: "A port entry without `port`" };
    else if (written && known !== undefined && known > 65535) yield { at: written, why: `\`${text(written)}\` is no port` };
    if (first === undefined) continue;
    if (written && known === 0) yield { at: written, why: "Rules about requests need a port, and 0 is none" };
    const protocol = get(port, "protocol");
    if (first.key === "dns" || !port.complete || protocol?.kind === "unknown") continue;
    // Absent is ANY (SEMANTICS C8), and requests are read over TCP only.
    if (text(protocol)?.toUpperCase() !== "TCP")
      yield {
        at: protocol ?? written ?? port,
        why: `Rules about requests are for TCP, and ${protocol === undefined ? "a port without `protocol` is for any" : `this port is for ${text(protocol)}`}`,
        fix: { title: "Set the protocol to TCP", edit: (edit) => edit.set(port, ["protocol"], "TCP") },
      };
  }
  if (rules === undefined || first === undefined) return;
  if (first.key === "dns" && direction === "ingress") yield { at: first.keyAt, why: "Rules about lookups are for egress only" };
  if (first.key === "dns" && ports === undefined && it.kind === "dict" && it.complete)
    yield { at: first.keyAt, why: "Rules about lookups need a port" };
  if (second) yield { at: second.keyAt, why: `\`${first.key}\` and \`${second.key}\` cannot stand in one \`rules\`` };
  if (forNodes) yield { at: rules.keyAt, why: "Policies for nodes cannot read requests" };
}

/** Whether all of a value is known, at any depth. */
function isKnown(value: Value): boolean {
  if (value.kind === "unknown") return false;
  if (value.kind === "list") return value.complete && value.items.every(isKnown);
  return value.kind !== "dict" || (value.complete && value.entries.every((it) => isKnown(it.value)));
}
