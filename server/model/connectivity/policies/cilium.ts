/** Reads CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy (SEMANTICS C). */
import type { Direction, KubeObject, PolicyPeer, PolicyPort, Selector, Value } from "../../../../rules/api.js";
import { flag, get, isComplete, items, number, text } from "../../../../rules/lib/value.js";
import { ciliumNamespace, ciliumNamespaceLabels, matches, parseCiliumSelector } from "../../../kubernetes/selectors.js";
import type { Endpoint } from "../endpoints.js";
import { everything, isProtocol } from "../ports.js";
import { admitsAddresses } from "./network.js";
import {
  all,
  any,
  directions,
  isAll,
  opening,
  type Policy,
  peerOf,
  podsPeer,
  portAt,
  type SolverRule,
  sameNamespace,
  subject,
  type Trit,
} from "./policy.js";

export function ciliumPolicies(object: KubeObject): readonly Policy[] {
  const specs = [get(object.body, "spec"), ...items(get(object.body, "specs"))];
  return specs.flatMap((it) => (it === undefined ? [] : [ciliumPolicy(object, it)]));
}

const clusterKeys: ReadonlySet<string> = new Set(["io.cilium.k8s.policy.cluster", "io.cilium.k8s.policy.derived-from"]);

/** A Cilium selector against the labels that Cilium gives an endpoint (S11); in a namespaced policy without a namespace it means its own (C5). */
function ciliumSelects(object: KubeObject, selector: Selector, it: Endpoint): Trit {
  if (it.kind !== "pods") return selector.complete ? false : undefined;
  const map = new Map(it.labels.map);
  for (const [key, value] of it.namespaceLabels.map) map.set(`${ciliumNamespaceLabels}${key}`, value);
  if (it.namespace !== undefined) map.set(ciliumNamespace, it.namespace);
  if (it.serviceAccount !== undefined) map.set("io.cilium.k8s.policy.serviceaccount", it.serviceAccount);
  const named = selector.requirements.some((one) => isNamespaceKey(one.key));
  const verdicts = selector.requirements.map((one) => {
    const namespaced = isNamespaceKey(one.key);
    const complete = one.key.startsWith(ciliumNamespaceLabels)
      ? it.namespaceLabels.complete
      : one.key === ciliumNamespace
        ? it.namespace !== undefined
        : clusterKeys.has(one.key)
          ? false
          : it.labels.complete && !(one.key.startsWith("io.cilium.") && it.serviceAccount === undefined);
    return matches({ requirements: [one], complete: true }, map, namespaced ? complete : complete);
  });
  return all(object.namespaced && !named ? sameNamespace(object, it) : true, selector.complete ? true : undefined, ...verdicts);
}

function isNamespaceKey(key: string): boolean {
  return key === ciliumNamespace || key.startsWith(ciliumNamespaceLabels);
}

function ciliumPolicy(object: KubeObject, spec: Value): Policy {
  const endpointSelector = get(spec, "endpointSelector");
  const pods = endpointSelector && parseCiliumSelector(endpointSelector);
  const own = pods && { requirements: pods.requirements.filter((it) => !isNamespaceKey(it.key)), complete: pods.complete };
  const sections = { ingress: ["ingress", "ingressDeny"], egress: ["egress", "egressDeny"] } as const;
  const isolates = (direction: Direction): Trit => {
    const forced = get(spec, ["enableDefaultDeny", direction]);
    if (forced !== undefined) return flag(forced);
    return any(
      sections[direction].map((it) => {
        const list = get(spec, it);
        if (list === undefined) return false;
        if (list.kind !== "list") return undefined;
        return list.items.length > 0 ? true : list.complete ? false : undefined;
      }),
    );
  };
  return {
    object,
    flavour: "cilium",
    stage: "tiered",
    tier: "default",
    order: 1000,
    clusterWide: !object.namespaced,
    selects: (self) => {
      if (self.kind !== "pods" || pods === undefined) return false;
      return all(object.namespaced ? sameNamespace(object, self) : true, ciliumSelects(object, pods, self));
    },
    everyPod: own && isAll(object.namespaced ? own : (pods ?? own)),
    isolates: { ingress: isolates("ingress"), egress: isolates("egress") },
    rules: directions.flatMap((direction) =>
      sections[direction].flatMap((section) =>
        items(get(spec, section)).map((body) => ciliumRule(object, direction, section.endsWith("Deny") ? "deny" : "allow", body)),
      ),
    ),
  };
}

const ciliumPeerFields: readonly (readonly [suffix: string, kind: PolicyPeer["kind"]])[] = [
  ["Endpoints", "pods"],
  ["Entities", "entity"],
  ["CIDR", "addresses"],
  ["CIDRSet", "addresses"],
  ["FQDNs", "names"],
  ["Nodes", "nodes"],
  ["Services", "other"],
  ["Groups", "other"],
];

function ciliumRule(object: KubeObject, direction: Direction, action: "allow" | "deny", body: Value): SolverRule {
  const side = direction === "ingress" ? "from" : "to";
  const fields = ciliumPeerFields.flatMap(([suffix, kind]) => {
    const list = get(body, `${side}${suffix}`);
    return list === undefined ? [] : [{ kind, suffix, list }];
  });
  const required = get(body, `${side}Requires`);
  const portLists = items(get(body, "toPorts"));
  const icmps = get(body, "icmps");
  const hasPorts = get(body, "toPorts") !== undefined || icmps !== undefined;
  const entriesOf = portLists.flatMap((it) => items(get(it, "ports")).map(ciliumPort));
  const wholePort = portLists.some((it) => it.kind === "dict" && it.complete && items(get(it, "ports")).length === 0);
  const anyPort = body.kind !== "dict" || !body.complete ? undefined : get(body, "toPorts") === undefined ? icmps === undefined : wholePort;
  // C2: without any field about peers, ports alone mean everybody, and nothing at all means nobody.
  const anyPeer = body.kind !== "dict" || !body.complete ? undefined : fields.length === 0 && required === undefined && hasPorts;
  const peers = fields.flatMap(({ kind, suffix, list }) =>
    items(list).map((value): PolicyPeer => {
      if (kind === "pods") {
        const selector = parseCiliumSelector(value);
        const named = selector.requirements.filter((it) => isNamespaceKey(it.key));
        return {
          ...podsPeer(value, "pods", undefined, selector),
          namespaces: named.length > 0 ? "some" : object.namespaced ? "own" : "all",
        };
      }
      if (suffix === "CIDR") return { ...peerOf(value, kind), cidrs: [value] };
      if (suffix === "CIDRSet")
        return {
          ...peerOf(value, get(value, "cidr") === undefined ? "other" : kind),
          cidrs: items(get(value, "cidr")),
          except: items(get(value, "except")),
        };
      return peerOf(value, kind);
    }),
  );
  const open = fields.some(({ list }) => !isComplete(list));
  return {
    ...subject(object, body),
    flavour: "cilium",
    direction,
    action,
    // Whether or not the section brings default deny with it, its rules count.
    enforced: true,
    anyPeer,
    peers,
    anyPort,
    ports: entriesOf,
    admits: (it) => {
      if (anyPeer === true) return true;
      const found = any(peers.map((peer) => ciliumAdmits(object, peer, it)));
      const verdict = found === false && (open || anyPeer === undefined) ? undefined : found;
      return required !== undefined && verdict === true ? undefined : verdict;
    },
    opens: anyPort === true ? () => everything : opening(anyPort, portLists.length > 0 ? get(body, "toPorts") : undefined, entriesOf),
    applies: undefined,
  };
}

function ciliumAdmits(object: KubeObject, peer: PolicyPeer, it: Endpoint): Trit {
  switch (peer.kind) {
    case "pods":
      return peer.podSelector ? ciliumSelects(object, peer.podSelector, it) : undefined;
    case "entity":
      return entityAdmits(text(peer.value), it);
    case "addresses":
      // C: a CIDR never matches a pod that Cilium manages.
      return it.kind === "pods" ? false : admitsAddresses(peer, it);
    case "names":
      return it.kind === "address" ? undefined : false;
    case "nodes":
      return it.kind === "node" ? undefined : false;
    default:
      return undefined;
  }
}

/** C6. */
function entityAdmits(entity: string | undefined, it: Endpoint): Trit {
  switch (entity) {
    case "all":
      return true;
    case "world":
      return it.kind === "address";
    case "world-ipv4":
    case "world-ipv6": {
      if (it.kind !== "address") return false;
      const v4 = it.addresses?.every(([from]) => from >= 1n << 128n) === true;
      return v4 === (entity === "world-ipv4");
    }
    case "cluster":
      return it.kind !== "address";
    case "host":
    case "remote-node":
      return it.kind === "node" ? undefined : false;
    case "kube-apiserver":
      return it.kind === "pods" ? false : undefined;
    case undefined:
      return undefined;
    default:
      return it.kind === "pods" ? undefined : false;
  }
}

/** C8. */
function ciliumPort(value: Value): PolicyPort {
  const protocol = text(get(value, "protocol"));
  const written = get(value, "protocol");
  const port = get(value, "port");
  const known = text(port);
  const numeric = number(port);
  return {
    ...portAt(value),
    protocol: written === undefined || protocol === "ANY" ? "any" : isProtocol(protocol) ? protocol : undefined,
    port: numeric === 0 ? undefined : (numeric ?? known),
    end: number(get(value, "endPort")),
    portAt: port,
    known: value.kind === "dict" && value.complete && written?.kind !== "unknown" && port?.kind !== "unknown",
  };
}
