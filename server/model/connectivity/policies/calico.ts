/** Reads Calico's NetworkPolicy and GlobalNetworkPolicy (SEMANTICS T10-T14). */
import type { Direction, KubeObject, PolicyPeer, PolicyPort, Value } from "../../../../rules/api.js";
import { get, isComplete, items, number, text, texts } from "../../../../rules/lib/value.js";
import { matchesCalico, parseCalicoSelector } from "../../../kubernetes/calico.js";
import { type Addresses, parseCidr } from "../addresses.js";
import type { Endpoint, Labels } from "../endpoints.js";
import { anybodysGuess, type Bounds, everything, isProtocol, nothing, type Protocol, portsOf } from "../ports.js";
import { union } from "../spans.js";
import {
  all,
  directions,
  inAddresses,
  opening,
  type Policy,
  peerOf,
  portAt,
  type SolverRule,
  sameNamespace,
  subject,
  type Trit,
} from "./policy.js";

export function calicoPolicy(object: KubeObject): Policy {
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
