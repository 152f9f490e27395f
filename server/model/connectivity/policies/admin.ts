/** Reads AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy (SEMANTICS T). */
import type { KubeObject, PolicyPeer, PolicyPort, Selector, Value } from "../../../../rules/api.js";
import { entries, get, items, number, text } from "../../../../rules/lib/value.js";
import { parseSelector } from "../../../kubernetes/selectors.js";
import type { Endpoint } from "../endpoints.js";
import { isProtocol, type Protocol, protocols } from "../ports.js";
import { admitsAddresses } from "./network.js";
import {
  admission,
  all,
  directions,
  everyPod,
  isAll,
  opening,
  type Policy,
  peerOf,
  podsPeer,
  portAt,
  selected,
  subject,
  type Trit,
} from "./policy.js";

export function adminPolicy(object: KubeObject): Policy {
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
