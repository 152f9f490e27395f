/** What all kinds of policies are read into, and what their readers share (SEMANTICS N, T, C). */
import type { Direction, KubeObject, PolicyFlavour, PolicyPeer, PolicyPort, PolicyRule, Selector, Value } from "../../../../rules/api.js";
import { isComplete } from "../../../../rules/lib/value.js";
import { matches } from "../../../kubernetes/selectors.js";
import type { Addresses } from "../addresses.js";
import type { Endpoint, Labels } from "../endpoints.js";
import {
  allPorts,
  anybodysGuess,
  type Bounds,
  everything,
  joined,
  nothing,
  type Ports,
  type Protocol,
  portsOf,
  protocols,
} from "../ports.js";
import { covers, intersect, overlaps, union } from "../spans.js";

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

export const directions = ["ingress", "egress"] as const;

export function all(...verdicts: readonly Trit[]): Trit {
  return verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
}

export function any(verdicts: readonly Trit[]): Trit {
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

export function selected(selector: Selector, labels: Labels): Trit {
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

export function inAddresses(set: Addresses, it: Endpoint): Trit {
  if (it.addresses === undefined) return set.length === 0 ? false : undefined;
  if (covers(set, it.addresses)) return true;
  return overlaps(set, it.addresses) ? undefined : false;
}

export const everyPod: Selector = { requirements: [], complete: true };

export function isAll(selector: Selector): Trit {
  if (selector.requirements.length > 0) return false;
  return selector.complete ? true : undefined;
}

export function subject(object: KubeObject, body: Value): Pick<SolverRule, "policy" | "at" | "full" | "label" | "body"> {
  return { policy: object, at: body.at, full: object.full, label: object.label, body };
}

export function peerOf(value: Value, kind: PolicyPeer["kind"]): PolicyPeer {
  return { kind, at: value.at, value, namespaces: "own", namespaceSelector: undefined, podSelector: undefined, cidrs: [], except: [] };
}

export function podsPeer(
  value: Value,
  kind: PolicyPeer["kind"],
  namespaceSelector: Selector | undefined,
  podSelector: Selector | undefined,
): PolicyPeer {
  const namespaces = namespaceSelector === undefined ? "own" : isAll(namespaceSelector) === true ? "all" : "some";
  return { ...peerOf(value, kind), namespaces, namespaceSelector, podSelector };
}

export function portAt(value: Value): Pick<PolicyPort, "at" | "value"> {
  return { at: value.at, value };
}

/** N7: absent, null and [] are the same. undefined where an item is not known. */
export function isAbsentList(body: Value, list: Value | undefined): Trit {
  if (body.kind === "unknown") return undefined;
  if (list === undefined) return true;
  if (list.kind !== "list") return list.kind === "unknown" ? undefined : false;
  if (list.items.length > 0) return false;
  return list.complete ? true : undefined;
}

export function admission(
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
export function opening(anyPort: Trit, list: Value | undefined, ports: readonly PolicyPort[]): (destination: Endpoint) => Bounds {
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
