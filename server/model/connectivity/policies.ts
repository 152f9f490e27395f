/** Reads policies of every kind into one form: whom they select, what they isolate, and ordered rules (SEMANTICS N, T, C). */
import type { Direction, KubeObject, PolicyFlavour, PolicyPeer, PolicyPort, PolicyRule, Selector, Value } from "../../../rules/api.js";
import { entries, entry, flag, get, isComplete, items, number, text, texts } from "../../../rules/lib/value.js";
import { matchesCalico, parseCalicoSelector } from "../../kubernetes/calico.js";
import { ciliumNamespace, ciliumNamespaceLabels, matches, parseCiliumSelector, parseSelector } from "../../kubernetes/selectors.js";
import { type Addresses, parseCidr } from "./addresses.js";
import type { Endpoint, Labels } from "./endpoints.js";
import {
  allPorts,
  anybodysGuess,
  type Bounds,
  everything,
  isProtocol,
  joined,
  nothing,
  type Ports,
  type Protocol,
  portsOf,
  protocols,
} from "./ports.js";
import { covers, intersect, overlaps, subtract, union } from "./spans.js";

export type Trit = boolean | undefined;

export interface SolverRule extends PolicyRule {
  readonly admits: (peer: Endpoint) => Trit;
  readonly opens: (destination: Endpoint) => Bounds;
  /** A further condition on the policy's own pod (Calico). */
  readonly applies: ((self: Endpoint) => Trit) | undefined;
}

/** A policy, or one of a Cilium policy's `specs`. */
export interface Policy {
  readonly object: KubeObject;
  readonly flavour: PolicyFlavour;
  /** `tiered` holds NetworkPolicy, Cilium and the tiers of Calico. */
  readonly stage: "admin" | "tiered" | "baseline";
  /** Of Calico; `default` for all that know no tiers. */
  readonly tier: string;
  /** Lower decides first; undefined when unknown. */
  readonly order: number | undefined;
  readonly clusterWide: boolean;
  readonly selects: (self: Endpoint) => Trit;
  /** Selects all pods of its namespace, or of the cluster. */
  readonly everyPod: Trit;
  readonly isolates: Readonly<Record<Direction, Trit>>;
  readonly rules: readonly SolverRule[];
}

export const policyKinds: ReadonlyMap<string, PolicyFlavour> = new Map([
  ["networking.k8s.io/NetworkPolicy", "kubernetes"],
  ["policy.networking.k8s.io/AdminNetworkPolicy", "admin"],
  ["policy.networking.k8s.io/BaselineAdminNetworkPolicy", "admin"],
  ["policy.networking.k8s.io/ClusterNetworkPolicy", "admin"],
  ["cilium.io/CiliumNetworkPolicy", "cilium"],
  ["cilium.io/CiliumClusterwideNetworkPolicy", "cilium"],
  ["projectcalico.org/NetworkPolicy", "calico"],
  ["projectcalico.org/GlobalNetworkPolicy", "calico"],
  ["crd.projectcalico.org/NetworkPolicy", "calico"],
  ["crd.projectcalico.org/GlobalNetworkPolicy", "calico"],
]);

export function flavourOf(object: KubeObject): PolicyFlavour | undefined {
  return policyKinds.get(`${object.group}/${object.kind}`);
}

/** The policies that an object is; none for other kinds. */
export function policiesOf(object: KubeObject): readonly Policy[] {
  switch (flavourOf(object)) {
    case "kubernetes":
      return [networkPolicy(object)];
    case "admin":
      return [adminPolicy(object)];
    case "cilium":
      return ciliumPolicies(object);
    case "calico":
      return [calicoPolicy(object)];
    default:
      return [];
  }
}

const directions = ["ingress", "egress"] as const;

// -- three-valued logic

export function all(...verdicts: readonly Trit[]): Trit {
  return verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
}

export function any(verdicts: readonly Trit[]): Trit {
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

function selected(selector: Selector, labels: Labels): Trit {
  return matches(selector, labels.map, labels.complete);
}

/** Same key is the same namespace; a namespace that is not known may be any of its world. A class of namespaces to come is none of them. */
export function sameNamespace(
  a: { readonly namespaceKey: string; readonly namespace: string | undefined; readonly world: string },
  b: typeof a,
): Trit {
  if (a.namespaceKey === b.namespaceKey) return true;
  if (a.namespaceKey.endsWith("|*") || b.namespaceKey.endsWith("|*") || a.world !== b.world) return false;
  return a.namespace === undefined || b.namespace === undefined ? undefined : false;
}

function inAddresses(set: Addresses, it: Endpoint): Trit {
  if (it.addresses === undefined) return set.length === 0 ? false : undefined;
  if (covers(set, it.addresses)) return true;
  return overlaps(set, it.addresses) ? undefined : false;
}

// -- NetworkPolicy

function networkPolicy(object: KubeObject): Policy {
  const spec = get(object.body, "spec");
  const types = networkPolicyTypes(spec);
  const valid = isValid(spec);
  const podSelector = get(spec, "podSelector");
  const pods = podSelector === undefined ? everyPod : parseSelector(podSelector);
  return {
    object,
    flavour: "kubernetes",
    stage: "tiered",
    tier: "default",
    order: 1000,
    clusterWide: false,
    selects: (self) =>
      self.kind === "pods" && valid !== false ? all(valid, sameNamespace(object, self), selected(pods, self.labels)) : false,
    everyPod: isAll(pods),
    isolates: types,
    rules: directions.flatMap((direction) =>
      items(get(spec, direction)).map((body) => {
        const list = get(body, direction === "ingress" ? "from" : "to");
        const peers = items(list).map((it) => networkPeer(it));
        const anyPeer = isAbsentList(body, list);
        const ports = get(body, "ports");
        const entries = items(ports).map(networkPort);
        const anyPort = isAbsentList(body, ports);
        return {
          ...subject(object, body),
          flavour: "kubernetes" as const,
          direction,
          action: "allow" as const,
          enforced: valid === false ? false : types[direction],
          anyPeer,
          peers,
          anyPort,
          ports: entries,
          admits: admission(anyPeer, list, peers, (peer, it) => networkAdmits(object, peer, it)),
          opens: opening(anyPort, ports, entries),
          applies: undefined,
        };
      }),
    ),
  };
}

/** N1. */
function networkPolicyTypes(spec: Value | undefined): Readonly<Record<Direction, Trit>> {
  const types = get(spec, "policyTypes");
  const listed = texts(types);
  if (listed.length > 0 || !isComplete(types)) {
    const open = !isComplete(types);
    return {
      ingress: listed.includes("Ingress") || (open ? undefined : false),
      egress: listed.includes("Egress") || (open ? undefined : false),
    };
  }
  const egress = get(spec, "egress");
  if (spec?.kind === "unknown") return { ingress: undefined, egress: undefined };
  return {
    ingress: true,
    egress:
      egress === undefined
        ? false
        : egress.kind !== "list"
          ? undefined
          : egress.items.length > 0
            ? true
            : egress.complete
              ? false
              : undefined,
  };
}

/** N12, N13, N15: what the API server refuses never applies. undefined when a part is not known. */
function isValid(spec: Value | undefined): Trit {
  return all(
    ...directions.flatMap((direction) =>
      items(get(spec, direction)).flatMap((rule) => [
        ...items(get(rule, direction === "ingress" ? "from" : "to")).map(isValidPeer),
        ...items(get(rule, "ports")).map((it) => isValidPort(networkPort(it))),
      ]),
    ),
  );
}

export function isValidPeer(peer: Value): Trit {
  if (peer.kind === "unknown") return undefined;
  if (peer.kind !== "dict") return false;
  const pods = isPresent(peer, "podSelector");
  const namespaces = isPresent(peer, "namespaceSelector");
  const block = get(peer, "ipBlock");
  if (!peer.complete) return undefined;
  if (block === undefined) return pods || namespaces;
  if (pods || namespaces) return false;
  const cidr = get(block, "cidr");
  if (cidr?.kind === "unknown" || block.kind === "unknown") return undefined;
  const parsed = parseCidr(text(cidr) ?? "");
  if (parsed === undefined) return false;
  return all(
    ...items(get(block, "except")).map((it) => {
      if (it.kind === "unknown") return undefined;
      const hole = parseCidr(text(it) ?? "");
      return hole !== undefined && hole.bits > parsed.bits && covers(parsed.addresses, hole.addresses);
    }),
  );
}

function isValidPort(port: PolicyPort): Trit {
  if (!port.known) return undefined;
  if (port.protocol === undefined) return false;
  if (port.end === undefined) return true;
  return typeof port.port === "number" && port.end >= port.port;
}

function isPresent(value: Value, key: string): boolean {
  const it = entry(value, key)?.value;
  return it !== undefined && it.kind !== "null";
}

function networkPeer(value: Value): PolicyPeer {
  const block = get(value, "ipBlock");
  if (block !== undefined) return { ...peerOf(value, "addresses"), cidrs: items(get(block, "cidr")), except: items(get(block, "except")) };
  const namespaces = get(value, "namespaceSelector");
  const pods = get(value, "podSelector");
  const kind = value.kind === "unknown" ? "other" : "pods";
  return podsPeer(value, kind, namespaces && parseSelector(namespaces), pods && parseSelector(pods));
}

function networkAdmits(object: KubeObject, peer: PolicyPeer, it: Endpoint): Trit {
  if (peer.kind === "addresses") return admitsAddresses(peer, it);
  if (peer.kind !== "pods") return undefined;
  if (it.kind !== "pods") return false;
  return all(
    peer.namespaceSelector ? selected(peer.namespaceSelector, it.namespaceLabels) : sameNamespace(object, it),
    peer.podSelector ? selected(peer.podSelector, it.labels) : true,
  );
}

/** N13: which pods an address is, only the cluster knows. */
function admitsAddresses(peer: PolicyPeer, it: Endpoint): Trit {
  return any(
    peer.cidrs.map((cidr) => {
      const known = text(cidr);
      if (known === undefined) return undefined;
      let set = parseCidr(known)?.addresses ?? [];
      let upper = set;
      for (const hole of peer.except) {
        const cut = text(hole);
        if (cut === undefined) set = [];
        else {
          const block = parseCidr(cut)?.addresses ?? [];
          set = subtract(set, block);
          upper = subtract(upper, block);
        }
      }
      if (inAddresses(set, it) === true) return true;
      return inAddresses(upper, it) === false ? false : undefined;
    }),
  );
}

function networkPort(value: Value): PolicyPort {
  const protocol = get(value, "protocol");
  const port = get(value, "port");
  const end = get(value, "endPort");
  const named = protocol === undefined ? "TCP" : text(protocol);
  return {
    at: value.at,
    value,
    protocol: isProtocol(named) ? named : undefined,
    port: port?.kind === "number" ? port.known : port?.kind === "text" ? (number(port) ?? port.known) : undefined,
    end: number(end),
    portAt: port,
    known: value.kind === "dict" && value.complete && protocol?.kind !== "unknown" && port?.kind !== "unknown" && end?.kind !== "unknown",
  };
}

// -- AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy

function adminPolicy(object: KubeObject): Policy {
  const spec = get(object.body, "spec");
  const tier = get(spec, "tier");
  const baseline = object.kind === "BaselineAdminNetworkPolicy" || text(tier) === "Baseline";
  const subjectOf = get(spec, "subject");
  // T10: a baseline policy of any other name is refused.
  const misnamed = object.kind === "BaselineAdminNetworkPolicy" && object.name !== undefined && object.name !== "default";
  const peer = subjectOf && adminPeer(subjectOf, "subject");
  return {
    object,
    flavour: "admin",
    stage: baseline ? "baseline" : "admin",
    tier: "default",
    order: object.kind === "BaselineAdminNetworkPolicy" ? 1001 : number(get(spec, "priority")),
    clusterWide: true,
    selects: (self) => (misnamed || self.kind !== "pods" || peer === undefined ? false : adminAdmits(peer, self)),
    everyPod: peer && all(peer.kind === "pods", peer.namespaces === "all", peer.podSelector === undefined || isAll(peer.podSelector)),
    // T11
    isolates: { ingress: false, egress: false },
    rules: directions.flatMap((direction) =>
      items(get(spec, direction)).map((body) => {
        const list = get(body, direction === "ingress" ? "from" : "to");
        const written = text(get(body, "action"));
        const action = ({ Allow: "allow", Accept: "allow", Deny: "deny", Pass: "pass" } as const)[written ?? ""];
        const peers = items(list).map((it) => adminPeer(it, "peer"));
        // T7: a peer that is not understood fails closed.
        const strange = peers.some((it) => it.kind === "other" && it.value.kind !== "unknown");
        const ports = get(body, "ports") ?? get(body, "protocols");
        const entries = items(ports).map(adminPort);
        const anyPort =
          ports === undefined
            ? true
            : ports.kind === "list" && ports.items.length === 0 && ports.complete
              ? true
              : ports.kind === "unknown"
                ? undefined
                : false;
        return {
          ...subject(object, body),
          flavour: "admin" as const,
          direction,
          action: strange && action === "pass" ? ("deny" as const) : action,
          enforced: !misnamed,
          anyPeer: false,
          peers,
          anyPort,
          ports: entries,
          admits: strange ? () => action !== "allow" : admission(false, list, peers, (one, it) => adminAdmits(one, it)),
          opens: opening(anyPort, ports, entries),
          applies: undefined,
        };
      }),
    ),
  };
}

/** T6-T8: exactly one field; namespaces, or pods of namespaces, or nodes, or networks. */
function adminPeer(value: Value, role: "subject" | "peer"): PolicyPeer {
  if (value.kind !== "dict") return peerOf(value, "other");
  const written = entries(value).filter((it) => it.value.kind !== "null");
  const [only] = written;
  if (only === undefined || written.length > 1 || !value.complete) return peerOf(value, "other");
  switch (only.key) {
    case "namespaces":
      return podsPeer(value, "pods", namespacesOf(only.value), undefined);
    case "pods": {
      const namespaces = get(only.value, "namespaceSelector") ?? get(only.value, "namespaces");
      const pods = get(only.value, "podSelector");
      return podsPeer(value, "pods", namespaces ? namespacesOf(namespaces) : everyPod, pods ? parseSelector(pods) : everyPod);
    }
    case "networks":
      return role === "peer" ? { ...peerOf(value, "addresses"), cidrs: items(only.value) } : peerOf(value, "other");
    case "nodes":
      return peerOf(value, "nodes");
    case "domainNames":
      return peerOf(value, "names");
    default:
      return peerOf(value, "other");
  }
}

/** A selector of namespaces; the first alpha versions wrapped it, and knew relations between labels that are not read here. */
function namespacesOf(value: Value): Selector {
  const wrapped = get(value, "namespaceSelector");
  const selector = parseSelector(wrapped ?? value);
  const strange = entries(value).some((it) => !/^(?:matchLabels|matchExpressions|namespaceSelector)$/.test(it.key));
  return strange ? { ...selector, complete: false } : selector;
}

function adminAdmits(peer: PolicyPeer, it: Endpoint): Trit {
  switch (peer.kind) {
    case "pods":
      if (it.kind !== "pods") return false;
      return all(
        peer.namespaceSelector ? selected(peer.namespaceSelector, it.namespaceLabels) : true,
        peer.podSelector ? selected(peer.podSelector, it.labels) : true,
      );
    case "addresses":
      return admitsAddresses(peer, it);
    case "nodes":
      return it.kind === "pods" ? false : undefined;
    case "names":
      return it.kind === "address" ? undefined : false;
    default:
      return undefined;
  }
}

/** T9. */
function adminPort(value: Value): PolicyPort {
  const named = get(value, "namedPort") ?? get(value, "destinationNamedPort");
  if (named !== undefined)
    return { ...portAt(value), protocol: "any", port: text(named), end: undefined, portAt: named, known: named.kind !== "unknown" };
  const single = get(value, "portNumber");
  const range = get(value, "portRange");
  const [protocolKey, body] = single || range ? [undefined, single ?? range] : transportOf(value);
  const written = protocolKey === undefined ? get(body, "protocol") : undefined;
  const protocol = protocolKey ?? (written === undefined ? "TCP" : text(written));
  const destination = protocolKey === undefined ? undefined : get(body, "destinationPort");
  const ranged = protocolKey === undefined ? range : get(destination, "range");
  const from =
    protocolKey === undefined ? (get(single, "port") ?? get(range, "start")) : (get(destination, "number") ?? get(ranged, "start"));
  const to = get(ranged, "end");
  return {
    ...portAt(value),
    protocol: isProtocol(protocol) ? protocol : undefined,
    port: number(from),
    end: number(to),
    portAt: from,
    known: value.kind === "dict" && value.complete && written?.kind !== "unknown" && from?.kind !== "unknown" && to?.kind !== "unknown",
  };
}

function transportOf(value: Value): readonly [Protocol | undefined, Value | undefined] {
  for (const it of protocols) {
    const body = get(value, it.toLowerCase());
    if (body !== undefined) return [it, body];
  }
  return [undefined, undefined];
}

// -- Cilium

function ciliumPolicies(object: KubeObject): readonly Policy[] {
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

export function isNamespaceKey(key: string): boolean {
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

// -- Calico

function calicoPolicy(object: KubeObject): Policy {
  const spec = get(object.body, "spec");
  const tier = get(spec, "tier");
  const order = get(spec, "order");
  const types = calicoTypes(spec);
  const namespaceText = object.kind === "GlobalNetworkPolicy" ? get(spec, "namespaceSelector") : undefined;
  const pods = calicoText(get(spec, "selector"));
  const namespaces = namespaceText === undefined ? undefined : calicoText(namespaceText);
  const accounts = get(spec, "serviceAccountSelector");
  return {
    object,
    flavour: "calico",
    stage: "tiered",
    tier: tier === undefined ? "default" : (text(tier) ?? "?"),
    order: order === undefined ? Number.POSITIVE_INFINITY : number(order),
    clusterWide: !object.namespaced,
    selects: (self) => {
      if (self.kind !== "pods") return false;
      return all(
        object.namespaced ? sameNamespace(object, self) : true,
        pods(calicoLabels(self)),
        namespaces ? namespaces(calicoNamespace(self)) : true,
        accounts === undefined || text(accounts) === "" ? true : undefined,
      );
    },
    everyPod: isAllText(get(spec, "selector")) && isAllText(namespaceText) && accounts === undefined,
    isolates: types,
    rules: directions.flatMap((direction) =>
      items(get(spec, direction)).map((body) => calicoRule(object, direction, body, types[direction])),
    ),
  };
}

/** T13. */
function calicoTypes(spec: Value | undefined): Readonly<Record<Direction, Trit>> {
  const types = get(spec, "types");
  const listed = texts(types);
  if (listed.length > 0 || !isComplete(types)) {
    const rest = isComplete(types) ? false : undefined;
    return { ingress: listed.includes("Ingress") || rest, egress: listed.includes("Egress") || rest };
  }
  if (spec?.kind === "unknown") return { ingress: undefined, egress: undefined };
  const has = (it: Direction): boolean => items(get(spec, it)).length > 0;
  return { ingress: has("ingress") || !has("egress"), egress: has("egress") };
}

function calicoText(value: Value | undefined): (labels: Labels) => Trit {
  if (value === undefined) return () => true;
  const known = text(value);
  const parsed = known === undefined ? undefined : parseCalicoSelector(known);
  const derived = known !== undefined && /pcns\.|pcsa\.|projectcalico\.org\/(?!name\b|namespace\b)/.test(known);
  return (labels) => (parsed ? matchesCalico(parsed, labels.map, labels.complete && !derived) : undefined);
}

function isAllText(value: Value | undefined): Trit {
  if (value === undefined) return true;
  const known = text(value);
  return known === undefined ? undefined : /^\s*(?:all\(\))?\s*$/.test(known);
}

function calicoLabels(it: Endpoint): Labels {
  return it.namespace === undefined
    ? it.labels
    : { ...it.labels, map: new Map([...it.labels.map, ["projectcalico.org/namespace", it.namespace]]) };
}

function calicoNamespace(it: Endpoint): Labels {
  return it.namespace === undefined
    ? it.namespaceLabels
    : { ...it.namespaceLabels, map: new Map([...it.namespaceLabels.map, ["projectcalico.org/name", it.namespace]]) };
}

function calicoRule(object: KubeObject, direction: Direction, body: Value, enforced: Trit): SolverRule {
  const [peerField, ownField] = direction === "ingress" ? (["source", "destination"] as const) : (["destination", "source"] as const);
  const peer = get(body, peerField);
  const own = get(body, ownField);
  const action = ({ Allow: "allow", Deny: "deny", Pass: "pass", Log: "log" } as const)[text(get(body, "action")) ?? ""];
  const destination = get(body, "destination");
  const ports = get(destination, "ports");
  const protocol = calicoProtocol(get(body, "protocol"));
  const written = get(body, "protocol");
  const entriesOf = items(ports).map((it) => calicoPort(it, protocol));
  const narrowed =
    ["notPorts"].some((it) => get(destination, it) !== undefined) ||
    ["ports", "notPorts"].some((it) => get(get(body, "source"), it) !== undefined);
  const strange = ["notProtocol", "icmp", "notICMP", "http", "ipVersion"].some((it) => get(body, it) !== undefined);
  const whole: Bounds =
    written === undefined
      ? everything
      : protocol !== undefined
        ? { sure: portsOf(protocol), maybe: portsOf(protocol) }
        : text(written) === undefined
          ? anybodysGuess
          : nothing;
  const opens = (to: Endpoint): Bounds => {
    const found = ports === undefined ? whole : opening(false, ports, entriesOf)(to);
    return narrowed || strange ? { sure: [], maybe: found.maybe } : found;
  };
  const unconstrained = (side: Value | undefined): boolean =>
    side === undefined || (side.kind === "dict" && side.complete && side.entries.every((it) => /^(?:ports|notPorts)$/.test(it.key)));
  const anyPeer = peer?.kind === "unknown" ? undefined : unconstrained(peer);
  return {
    ...subject(object, body),
    flavour: "calico",
    direction,
    action,
    enforced,
    anyPeer,
    peers: peer === undefined || anyPeer === true ? [] : [calicoPeer(object, peer)],
    anyPort: written === undefined && ports === undefined && !narrowed,
    ports: entriesOf,
    admits: (it) => (anyPeer === true ? true : peer === undefined ? undefined : calicoSide(object, peer, it)),
    opens,
    applies: unconstrained(own) ? undefined : (self) => (own === undefined ? true : calicoSide(object, own, self)),
  };
}

function calicoPeer(object: KubeObject, value: Value): PolicyPeer {
  const nets = get(value, "nets");
  const namespaces = get(value, "namespaceSelector");
  return {
    ...peerOf(value, nets === undefined ? "pods" : "addresses"),
    namespaces:
      isAllText(namespaces) === true && namespaces !== undefined
        ? "all"
        : namespaces !== undefined
          ? "some"
          : object.namespaced
            ? "own"
            : "all",
    cidrs: items(nets),
    except: items(get(value, "notNets")),
  };
}

/** A source or destination of a rule: all that is written must hold. Selectors only match what Calico manages. */
function calicoSide(object: KubeObject, side: Value, it: Endpoint): Trit {
  const selector = get(side, "selector");
  const namespaces = get(side, "namespaceSelector");
  const nets = get(side, "nets");
  const notNets = get(side, "notNets");
  const accounts = get(side, "serviceAccounts");
  const names = get(accounts, "names");
  const verdicts: Trit[] = [];
  if (selector !== undefined || namespaces !== undefined || accounts !== undefined) {
    if (it.kind !== "pods") verdicts.push(it.kind === "node" ? undefined : false);
    else {
      verdicts.push(calicoText(selector)(calicoLabels(it)));
      if (namespaces !== undefined) verdicts.push(calicoText(namespaces)(calicoNamespace(it)));
      else if (object.namespaced) verdicts.push(sameNamespace(object, it));
      if (names !== undefined)
        verdicts.push(
          it.serviceAccount === undefined || !isComplete(names)
            ? undefined
            : items(names).length === 0 || texts(names).includes(it.serviceAccount),
        );
      if (get(accounts, "selector") !== undefined) verdicts.push(undefined);
    }
  }
  const within = (list: Value): Trit => {
    if (!isComplete(list)) return undefined;
    return inAddresses(
      texts(list).reduce<Addresses>((sum, one) => union(sum, parseCidr(one)?.addresses ?? []), []),
      it,
    );
  };
  if (nets !== undefined && items(nets).length > 0) verdicts.push(within(nets));
  if (notNets !== undefined) {
    const inside = within(notNets);
    verdicts.push(inside === undefined ? undefined : !inside);
  }
  if (["notSelector", "services", "domains"].some((one) => get(side, one) !== undefined)) verdicts.push(undefined);
  return all(side.kind === "dict" && side.complete ? true : undefined, ...verdicts);
}

function calicoProtocol(value: Value | undefined): Protocol | undefined {
  const known = text(value)?.toUpperCase();
  const numbers: Readonly<Record<string, Protocol>> = { "6": "TCP", "17": "UDP", "132": "SCTP" };
  return isProtocol(known) ? known : numbers[known ?? ""];
}

/** A number, a `from:to` range or a name. */
function calicoPort(value: Value, protocol: Protocol | undefined): PolicyPort {
  const range = /^(\d+):(\d+)$/.exec(text(value) ?? "");
  return {
    ...portAt(value),
    protocol,
    port: range ? Number(range[1]) : (number(value) ?? text(value)),
    end: range ? Number(range[2]) : undefined,
    portAt: value,
    known: value.kind !== "unknown" && protocol !== undefined,
  };
}

// -- shared

const everyPod: Selector = { requirements: [], complete: true };

function isAll(selector: Selector): Trit {
  if (selector.requirements.length > 0) return false;
  return selector.complete ? true : undefined;
}

function subject(object: KubeObject, body: Value): Pick<SolverRule, "policy" | "at" | "full" | "label" | "body"> {
  return { policy: object, at: body.at, full: object.full, label: object.label, body };
}

function peerOf(value: Value, kind: PolicyPeer["kind"]): PolicyPeer {
  return { kind, at: value.at, value, namespaces: "own", namespaceSelector: undefined, podSelector: undefined, cidrs: [], except: [] };
}

function podsPeer(
  value: Value,
  kind: PolicyPeer["kind"],
  namespaceSelector: Selector | undefined,
  podSelector: Selector | undefined,
): PolicyPeer {
  const namespaces = namespaceSelector === undefined ? "own" : isAll(namespaceSelector) === true ? "all" : "some";
  return { ...peerOf(value, kind), namespaces, namespaceSelector, podSelector };
}

function portAt(value: Value): Pick<PolicyPort, "at" | "value"> {
  return { at: value.at, value };
}

/** N7: absent, null and [] are the same. undefined where an item is not known. */
function isAbsentList(body: Value, list: Value | undefined): Trit {
  if (body.kind === "unknown") return undefined;
  if (list === undefined) return true;
  if (list.kind !== "list") return list.kind === "unknown" ? undefined : false;
  if (list.items.length > 0) return false;
  return list.complete ? true : undefined;
}

function admission(
  anyPeer: Trit,
  list: Value | undefined,
  peers: readonly PolicyPeer[],
  admits: (peer: PolicyPeer, it: Endpoint) => Trit,
): (it: Endpoint) => Trit {
  const open = !isComplete(list);
  return (it) => {
    if (anyPeer !== false) return anyPeer;
    const found = any(peers.map((peer) => admits(peer, it)));
    return found === false && open ? undefined : found;
  };
}

/** N14, N15: named ports are looked up at the destination. */
function opening(anyPort: Trit, list: Value | undefined, ports: readonly PolicyPort[]): (destination: Endpoint) => Bounds {
  if (anyPort === true) return () => everything;
  if (anyPort === undefined) return () => anybodysGuess;
  const open = !isComplete(list);
  return (destination) => {
    const found = ports.reduce((sum, it) => joined(sum, portBounds(it, destination)), nothing);
    return open ? { sure: found.sure, maybe: allPorts } : found;
  };
}

function portBounds(port: PolicyPort, destination: Endpoint): Bounds {
  const within = port.protocol === "any" || port.protocol === undefined ? allPorts : portsOf(port.protocol);
  if (!port.known) return { sure: [], maybe: within };
  if (port.protocol === undefined) return nothing;
  const { port: from, end } = port;
  if (from === undefined) return { sure: within, maybe: within };
  if (typeof from === "number") {
    const chosen: readonly Protocol[] = port.protocol === "any" ? protocols : [port.protocol];
    const set = chosen.reduce<Ports>((sum, it) => union(sum, portsOf(it, from, end ?? from)), []);
    return { sure: set, maybe: set };
  }
  // A port by name has no number outside of the pods that declare it.
  const declared = intersect(destination.named.get(from) ?? [], within);
  return { sure: declared, maybe: destination.kind === "pods" && !destination.namedComplete ? within : declared };
}
