/** Reads NetworkPolicy (SEMANTICS N). */
import type { Direction, KubeObject, PolicyPeer, PolicyPort, Value } from "../../../../rules/api.js";
import { entry, get, isComplete, items, number, text, texts } from "../../../../rules/lib/value.js";
import { parseSelector } from "../../../kubernetes/selectors.js";
import { parseCidr } from "../addresses.js";
import type { Endpoint } from "../endpoints.js";
import { isProtocol } from "../ports.js";
import { covers, subtract } from "../spans.js";
import {
  admission,
  all,
  any,
  directions,
  everyPod,
  inAddresses,
  isAbsentList,
  isAll,
  opening,
  type Policy,
  peerOf,
  podsPeer,
  sameNamespace,
  selected,
  subject,
  type Trit,
} from "./policy.js";

export function networkPolicy(object: KubeObject): Policy {
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

function isValidPeer(peer: Value): Trit {
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
export function admitsAddresses(peer: PolicyPeer, it: Endpoint): Trit {
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
