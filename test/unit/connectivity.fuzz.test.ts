/** The solver against an evaluator that was written apart from it: plain manifests, one packet at a time, straight from the specifications.
 *
 * `CONNECTIVITY_SETS=100000 npx vitest run test/unit/connectivity.fuzz.test.ts` is the long run.
 */
import { expect, test } from "vitest";
import type { KubeObject, Value, Workload } from "../../rules/api.js";
import { objectOf, workloadOf, writtenIn } from "../../server/kubernetes/objects.js";
import { addressEndpoint, type Endpoint, endpointOf } from "../../server/model/connectivity/endpoints.js";
import { policiesOf } from "../../server/model/connectivity/policies/index.js";
import { type Ports, portsOf } from "../../server/model/connectivity/ports.js";
import { passes, type Tier, tiersOf } from "../../server/model/connectivity/solve.js";
import { covers } from "../../server/model/connectivity/spans.js";

const sets = Number(process.env.CONNECTIVITY_SETS ?? 1000);
const seed = Number(process.env.CONNECTIVITY_SEED ?? 1);

test(`${sets} random policy sets: what the solver is sure of is true, what it rules out is false, and it only wavers where it has to`, () => {
  const sums = { packets: 0, allowed: 0, open: 0 };
  for (let i = 0; i < sets; i++) compare(scenario(random(seed * 1_000_003 + i)), i, sums);
  if (sets > 5000) console.log(`${sets} sets, ${sums.packets} packets, ${sums.allowed} allowed, ${sums.open} left open`);
  // A comparison of nothing, or of one answer only, proves nothing.
  expect(sums.allowed / sums.packets).toBeGreaterThan(0.1);
  expect(sums.allowed / sums.packets).toBeLessThan(0.9);
  expect(sums.open / sums.packets).toBeLessThan(0.3);
}, 3_600_000);

// -- one comparison

// biome-ignore lint/suspicious/noExplicitAny: manifests as plain data, on purpose without the project's own reading of them
type Plain = any;

interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ip: string;
  readonly account: string;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

interface Scenario {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pods: readonly Pod[];
  readonly addresses: readonly string[];
  readonly objects: readonly Plain[];
}

type Side = Pod | { readonly ip: string };

function compare(it: Scenario, index: number, sums: { packets: number; allowed: number; open: number }): void {
  const objects = it.objects.map(toObject);
  const placed = (namespace: string): readonly Tier[] =>
    tiersOf(objects.filter((one) => !one.namespaced || one.namespace === namespace).flatMap(policiesOf), [
      { name: "security", order: 100 },
    ]);
  const tiers = new Map(Object.keys(it.namespaces).map((name) => [name, placed(name)]));
  const endpoints = new Map<Side, Endpoint>(it.pods.map((pod) => [pod, toEndpoint(pod, it.namespaces[pod.namespace] ?? {})]));
  const outside = it.addresses.map((ip): Side => ({ ip }));
  for (const side of outside) endpoints.set(side, addressEndpoint("", side.ip));
  const text = JSON.stringify(it.objects);
  // Only an address that may be a pod's, and equal priorities, leave anything open.
  const exact = !/"(?:cidr|networks|nets|notNets)"/.test(text) && !hasTie(it.objects);
  for (const from of [...it.pods, ...outside])
    for (const to of [...it.pods, ...outside]) {
      if (from === to || (!isPod(from) && !isPod(to))) continue;
      const a = endpoints.get(from);
      const b = endpoints.get(to);
      if (!a || !b) continue;
      const out = isPod(from) ? passes(tiers.get(from.namespace) ?? [], a, b, "egress") : undefined;
      const into = isPod(to) ? passes(tiers.get(to.namespace) ?? [], b, a, "ingress") : undefined;
      for (const protocol of ["TCP", "UDP"] as const)
        for (const port of [53, 80, 443, 8080, 9999]) {
          const packet = portsOf(protocol, port);
          const has = (set: Ports | undefined): boolean => set === undefined || covers(set, packet);
          const sure = has(out?.sure) && has(into?.sure);
          const maybe = has(out?.maybe) && has(into?.maybe);
          sums.packets++;
          if (sure !== maybe) sums.open++;
          let allowed = false;
          for (const podsHaveAddresses of exact ? [false] : [false, true])
            for (const reversed of exact ? [false] : [false, true]) {
              allowed = specification({ podsHaveAddresses, reversed }, it, from, to, protocol, port);
              if ((sure && !allowed) || (allowed && !maybe) || (exact && sure !== maybe))
                expect.fail(
                  `set ${index}: ${JSON.stringify(from)} -> ${JSON.stringify(to)} ${protocol} ${port}: specification ${allowed}, solver ${sure}..${maybe}\n${JSON.stringify(it.objects, undefined, 1)}\n${JSON.stringify(it.namespaces)}`,
                );
            }
          if (allowed) sums.allowed++;
        }
    }
}

function isPod(it: Side): it is Pod {
  return "namespace" in it;
}

function hasTie(objects: readonly Plain[]): boolean {
  const seen = new Set<string>();
  return objects.some((it) => {
    if (it.spec.priority === undefined) return false;
    const key = `${it.spec.tier ?? "Admin"} ${it.spec.priority}`;
    return seen.has(key) || !seen.add(key);
  });
}

// -- into the solver's world

function toValue(data: Plain): Value {
  const at = { unit: "u", start: 0, end: 0 };
  const here = { at, origin: at };
  if (data === null) return { kind: "null", known: null, ...here };
  if (typeof data === "string") return { kind: "text", known: data, ...here };
  if (typeof data === "number") return { kind: "number", known: data, ...here };
  if (typeof data === "boolean") return { kind: "flag", known: data, ...here };
  if (Array.isArray(data)) return { kind: "list", known: undefined, items: data.map(toValue), complete: true, blocks: false, ...here };
  return {
    kind: "dict",
    known: undefined,
    entries: Object.entries(data).map(([key, value]) => ({ key, keyAt: at, value: toValue(value) })),
    complete: true,
    ...here,
  };
}

function toObject(data: Plain): KubeObject {
  const [written] = writtenIn(toValue(data), { unit: "u", start: 0, end: 0 });
  if (!written) throw new Error("no object");
  return objectOf(
    written,
    { world: "", override: undefined, fallback: undefined, unknownKey: "u", release: false },
    "yaml",
    () => undefined,
  );
}

function toEndpoint(pod: Pod, labels: Readonly<Record<string, string>>): Endpoint {
  const object = toObject({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: pod.name, namespace: pod.namespace, labels: pod.labels },
    spec: {
      serviceAccountName: pod.account,
      containers: [{ name: "c", ports: pod.ports.map((it) => ({ name: it.name, containerPort: it.port, protocol: it.protocol })) }],
    },
  });
  const workload: Workload | undefined = workloadOf(object);
  if (!workload) throw new Error("no workload");
  return endpointOf(workload, {
    map: new Map([...Object.entries(labels), ["kubernetes.io/metadata.name", pod.namespace] as const]),
    complete: true,
  });
}

// -- the specifications, a packet at a time

interface Mode {
  readonly podsHaveAddresses: boolean;
  readonly reversed: boolean;
}

function specification(mode: Mode, it: Scenario, from: Side, to: Side, protocol: string, port: number): boolean {
  if (isPod(from) && !filter(mode, it, "egress", from, to, to, protocol, port)) return false;
  return !isPod(to) || filter(mode, it, "ingress", to, from, to, protocol, port);
}

type Way = "ingress" | "egress";

function filter(mode: Mode, it: Scenario, way: Way, self: Pod, peer: Side, target: Side, protocol: string, port: number): boolean {
  const admin = it.objects.filter(
    (one) => one.kind === "AdminNetworkPolicy" || (one.kind === "ClusterNetworkPolicy" && one.spec.tier === "Admin"),
  );
  const baseline = it.objects.filter(
    (one) => one.kind === "BaselineAdminNetworkPolicy" || (one.kind === "ClusterNetworkPolicy" && one.spec.tier === "Baseline"),
  );
  const first = administrators(mode, it, admin, way, self, peer, target, protocol, port);
  if (first !== undefined) return first;
  const middle = namespaced(mode, it, way, self, peer, target, protocol, port);
  if (middle !== undefined) return middle;
  return administrators(mode, it, baseline, way, self, peer, target, protocol, port) ?? true;
}

function selectorMatches(selector: Plain, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const has = key in labels;
    if (operator === "In" && !(has && values.includes(labels[key]))) return false;
    if (operator === "NotIn" && has && values.includes(labels[key])) return false;
    if (operator === "Exists" && !has) return false;
    if (operator === "DoesNotExist" && has) return false;
  }
  return true;
}

function namespaceLabels(it: Scenario, pod: Pod): Readonly<Record<string, string>> {
  return { ...it.namespaces[pod.namespace], "kubernetes.io/metadata.name": pod.namespace };
}

function inCidr(ip: string, cidr: string): boolean {
  const number = (text: string): number => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const [base = "", bits = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}

function atAddress(mode: Mode, side: Side, cidrs: readonly string[]): boolean {
  return (!isPod(side) || mode.podsHaveAddresses) && cidrs.some((it) => inCidr(side.ip, it));
}

function named(target: Side, name: string, protocol: string, port: number): boolean {
  return isPod(target) && target.ports.some((it) => it.name === name && it.protocol === protocol && it.port === port);
}

function administrators(
  mode: Mode,
  it: Scenario,
  policies: readonly Plain[],
  way: Way,
  self: Pod,
  peer: Side,
  target: Side,
  protocol: string,
  port: number,
): boolean | undefined {
  const order = (one: Plain): number => (one.kind === "BaselineAdminNetworkPolicy" ? 1001 : one.spec.priority);
  const listed = mode.reversed ? [...policies].reverse() : policies;
  const isPeer = (one: Plain, side: Side): boolean => {
    if (one.networks !== undefined) return atAddress(mode, side, one.networks);
    if (!isPod(side)) return false;
    if (one.namespaces !== undefined) return selectorMatches(one.namespaces, namespaceLabels(it, side));
    return selectorMatches(one.pods.namespaceSelector, namespaceLabels(it, side)) && selectorMatches(one.pods.podSelector, side.labels);
  };
  const isPort = (one: Plain): boolean => {
    if (one.portNumber) return (one.portNumber.protocol ?? "TCP") === protocol && one.portNumber.port === port;
    if (one.portRange) return (one.portRange.protocol ?? "TCP") === protocol && one.portRange.start <= port && port <= one.portRange.end;
    if (one.namedPort !== undefined) return named(target, one.namedPort, protocol, port);
    if (one.destinationNamedPort !== undefined) return named(target, one.destinationNamedPort, protocol, port);
    const transport = one[protocol.toLowerCase()];
    if (transport === undefined) return false;
    const wanted = transport.destinationPort;
    if (wanted === undefined) return true;
    return wanted.number === port || (wanted.range !== undefined && wanted.range.start <= port && port <= wanted.range.end);
  };
  for (const policy of [...listed].sort((a, b) => order(a) - order(b))) {
    const who = policy.spec.subject;
    const selects =
      who.namespaces !== undefined
        ? selectorMatches(who.namespaces, namespaceLabels(it, self))
        : selectorMatches(who.pods.namespaceSelector, namespaceLabels(it, self)) && selectorMatches(who.pods.podSelector, self.labels);
    if (!selects) continue;
    for (const rule of policy.spec[way] ?? []) {
      if (!(rule[way === "ingress" ? "from" : "to"] as Plain[]).some((one) => isPeer(one, peer))) continue;
      const ports = rule.ports ?? rule.protocols;
      if (ports !== undefined && !ports.some(isPort)) continue;
      if (rule.action === "Pass") return undefined;
      return rule.action !== "Deny";
    }
  }
  return undefined;
}

function networkPolicyAllows(
  mode: Mode,
  it: Scenario,
  policy: Plain,
  way: Way,
  peer: Side,
  target: Side,
  protocol: string,
  port: number,
): boolean {
  const rules = policy.spec[way] ?? [];
  return rules.some((rule: Plain) => {
    const peers = rule[way === "ingress" ? "from" : "to"] ?? [];
    const peerFits =
      peers.length === 0 ||
      peers.some((one: Plain) => {
        if (one.ipBlock)
          return atAddress(mode, peer, [one.ipBlock.cidr]) && !(one.ipBlock.except ?? []).some((hole: string) => inCidr(peer.ip, hole));
        if (!isPod(peer)) return false;
        const inNamespace = one.namespaceSelector
          ? selectorMatches(one.namespaceSelector, namespaceLabels(it, peer))
          : peer.namespace === policy.metadata.namespace;
        return inNamespace && (one.podSelector === undefined || selectorMatches(one.podSelector, peer.labels));
      });
    const ports = rule.ports ?? [];
    const portFits =
      ports.length === 0 ||
      ports.some((one: Plain) => {
        if ((one.protocol ?? "TCP") !== protocol) return false;
        if (one.port === undefined) return true;
        if (typeof one.port === "string") return named(target, one.port, protocol, port);
        return one.endPort === undefined ? one.port === port : one.port <= port && port <= one.endPort;
      });
    return peerFits && portFits;
  });
}

function networkPolicyTypes(policy: Plain): readonly string[] {
  if (policy.spec.policyTypes?.length) return policy.spec.policyTypes;
  return policy.spec.egress?.length ? ["Ingress", "Egress"] : ["Ingress"];
}

/** undefined: no policy speaks of this pod. */
function namespaced(
  mode: Mode,
  it: Scenario,
  way: Way,
  self: Pod,
  peer: Side,
  target: Side,
  protocol: string,
  port: number,
): boolean | undefined {
  const type = way === "ingress" ? "Ingress" : "Egress";
  const plain = it.objects.filter(
    (one) =>
      one.apiVersion === "networking.k8s.io/v1" &&
      one.metadata.namespace === self.namespace &&
      selectorMatches(one.spec.podSelector ?? {}, self.labels) &&
      networkPolicyTypes(one).includes(type),
  );
  const plainAllows = (): boolean => plain.some((one) => networkPolicyAllows(mode, it, one, way, peer, target, protocol, port));
  const cilium = it.objects
    .filter((one) => one.apiVersion === "cilium.io/v2")
    .filter(
      (one) => (one.metadata.namespace ?? self.namespace) === self.namespace && ciliumSelector(it, one, one.spec.endpointSelector, self),
    );
  const deny = `${way}Deny`;
  const hits = (section: string): boolean =>
    cilium.some((one) =>
      (one.spec[section] ?? []).some((rule: Plain) => ciliumMatches(mode, it, one, rule, way, peer, target, protocol, port)),
    );
  if (hits(deny)) return false;

  const calico = it.objects.filter(
    (one) =>
      one.apiVersion === "projectcalico.org/v3" &&
      (one.metadata.namespace ?? self.namespace) === self.namespace &&
      calicoTypes(one).includes(type) &&
      calicoText(one.spec.selector, { ...self.labels, "projectcalico.org/namespace": self.namespace }) &&
      calicoText(one.spec.namespaceSelector ?? "", { ...namespaceLabels(it, self), "projectcalico.org/name": self.namespace }),
  );
  for (const tier of ["security", "default"]) {
    let mine = false;
    let passed = false;
    const own = calico
      .filter((one) => (one.spec.tier ?? "default") === tier)
      .map((one) => ({ order: one.spec.order ?? Number.POSITIVE_INFINITY, name: one.metadata.name as string, one }))
      .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
    const steps: { readonly order: number; readonly one: Plain | undefined }[] = [...own];
    if (tier === "default") {
      const place = steps.findIndex((step) => step.order >= 1000);
      steps.splice(place < 0 ? steps.length : place, 0, { order: 1000, one: undefined });
    }
    for (const { one } of steps) {
      if (one === undefined) {
        if (plain.length > 0) mine = true;
        const isolatedByCilium = cilium.some((policy) => {
          const forced = policy.spec.enableDefaultDeny?.[way];
          return forced ?? ((policy.spec[way] ?? []).length > 0 || (policy.spec[deny] ?? []).length > 0);
        });
        if (isolatedByCilium) mine = true;
        if (plainAllows() || hits(way)) return true;
        continue;
      }
      mine = true;
      for (const rule of one.spec[way] ?? []) {
        if (!calicoMatches(mode, it, one, rule, way, self, peer, protocol, port) || rule.action === "Log") continue;
        if (rule.action === "Allow") return true;
        if (rule.action === "Deny") return false;
        passed = true;
        break;
      }
      if (passed) break;
    }
    if (mine && !passed) return false;
  }
  return undefined;
}

function ciliumSelector(it: Scenario, policy: Plain, selector: Plain, pod: Pod): boolean {
  const labels: Record<string, string> = {
    ...pod.labels,
    "io.kubernetes.pod.namespace": pod.namespace,
    "io.cilium.k8s.policy.serviceaccount": pod.account,
  };
  for (const [key, value] of Object.entries(namespaceLabels(it, pod))) labels[`io.cilium.k8s.namespace.labels.${key}`] = value;
  const bare = (key: string): string => key.replace(/^(?:k8s|any):/, "");
  const plain = {
    matchLabels: Object.fromEntries(Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [bare(key), value])),
    matchExpressions: (selector.matchExpressions ?? []).map((one: Plain) => ({ ...one, key: bare(one.key) })),
  };
  const keys = [...Object.keys(plain.matchLabels), ...plain.matchExpressions.map((one: Plain) => one.key as string)];
  const asksNamespace = keys.some((key) => key === "io.kubernetes.pod.namespace" || key.startsWith("io.cilium.k8s.namespace.labels."));
  if (policy.metadata.namespace !== undefined && !asksNamespace && pod.namespace !== policy.metadata.namespace) return false;
  return selectorMatches(plain, labels);
}

function ciliumMatches(
  mode: Mode,
  it: Scenario,
  policy: Plain,
  rule: Plain,
  way: Way,
  peer: Side,
  target: Side,
  protocol: string,
  port: number,
): boolean {
  const side = way === "ingress" ? "from" : "to";
  const lists = ["Endpoints", "Entities", "CIDR", "CIDRSet"].filter((it) => rule[`${side}${it}`] !== undefined);
  const peerFits =
    lists.length === 0
      ? rule.toPorts !== undefined
      : lists.some((list) =>
          rule[`${side}${list}`].some((one: Plain) => {
            if (list === "Endpoints") return isPod(peer) && ciliumSelector(it, policy, one, peer);
            if (list === "Entities") return one === "all" || (one === "cluster" ? isPod(peer) : !isPod(peer));
            if (isPod(peer)) return false;
            if (list === "CIDR") return inCidr(peer.ip, one);
            return inCidr(peer.ip, one.cidr) && !(one.except ?? []).some((hole: string) => inCidr(peer.ip, hole));
          }),
        );
  if (!peerFits) return false;
  if (rule.toPorts === undefined) return true;
  void mode;
  return rule.toPorts.some((group: Plain) =>
    group.ports.some((one: Plain) => {
      if (one.protocol !== undefined && one.protocol !== "ANY" && one.protocol !== protocol) return false;
      return /^\d+$/.test(one.port) ? Number(one.port) === port : named(target, one.port, protocol, port);
    }),
  );
}

function calicoTypes(policy: Plain): readonly string[] {
  if (policy.spec.types?.length) return policy.spec.types;
  const into = (policy.spec.ingress ?? []).length > 0;
  const out = (policy.spec.egress ?? []).length > 0;
  return out ? (into ? ["Ingress", "Egress"] : ["Egress"]) : ["Ingress"];
}

/** The few shapes that the generator writes. */
function calicoText(text: string | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (text === undefined || text === "" || text === "all()") return true;
  return text.split(" || ").some((part) =>
    part.split(" && ").every((term) => {
      const equals = /^(\S+) (==|!=) '(.*)'$/.exec(term);
      if (equals) return (labels[equals[1] ?? ""] === equals[3]) === (equals[2] === "==");
      const has = /^(!?)has\((.*)\)$/.exec(term);
      return (has?.[2] ?? "") in labels === (has?.[1] === "");
    }),
  );
}

function calicoMatches(
  mode: Mode,
  it: Scenario,
  policy: Plain,
  rule: Plain,
  way: Way,
  self: Pod,
  peer: Side,
  protocol: string,
  port: number,
): boolean {
  const numbers: Readonly<Record<string, number>> = { TCP: 6, UDP: 17 };
  if (rule.protocol !== undefined && rule.protocol !== protocol && rule.protocol !== numbers[protocol]) return false;
  const fits = (entity: Plain, side: Side): boolean => {
    if (entity.nets !== undefined && !atAddress(mode, side, entity.nets)) return false;
    if (entity.notNets !== undefined && atAddress(mode, side, entity.notNets)) return false;
    const asks = entity.selector !== undefined || entity.namespaceSelector !== undefined || entity.serviceAccounts !== undefined;
    if (!asks) return true;
    if (!isPod(side)) return false;
    if (entity.namespaceSelector !== undefined) {
      if (!calicoText(entity.namespaceSelector, { ...namespaceLabels(it, side), "projectcalico.org/name": side.namespace })) return false;
    } else if (policy.metadata.namespace !== undefined && side.namespace !== policy.metadata.namespace) return false;
    if (entity.serviceAccounts !== undefined && !entity.serviceAccounts.names.includes(side.account)) return false;
    return calicoText(entity.selector, { ...side.labels, "projectcalico.org/namespace": side.namespace });
  };
  const [from, to]: readonly [Side, Side] = way === "ingress" ? [peer, self] : [self, peer];
  if (rule.source && !fits(rule.source, from)) return false;
  if (rule.destination && !fits(rule.destination, to)) return false;
  const ports = rule.destination?.ports;
  return (
    ports === undefined ||
    ports.some((one: Plain) => {
      if (typeof one === "number") return one === port;
      const range = /^(\d+):(\d+)$/.exec(one);
      return range ? Number(range[1]) <= port && port <= Number(range[2]) : named(to, one, protocol, port);
    })
  );
}

// -- random scenarios

interface Dice {
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly some: <T>(least: number, most: number, make: () => T) => T[];
}

function random(start: number): Dice {
  let state = start >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let it = state;
    it = Math.imul(it ^ (it >>> 15), it | 1);
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61);
    return ((it ^ (it >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  return {
    chance: (probability) => next() < probability,
    pick,
    some: (least, most, make) => Array.from({ length: least + Math.floor(next() * (most - least + 1)) }, make),
  };
}

const names = ["east", "west", "ops"];

function scenario({ chance, pick, some }: Dice): Scenario {
  const labels = (): Record<string, string> => ({
    ...(chance(0.8) ? { app: pick(["web", "db"]) } : {}),
    ...(chance(0.5) ? { tier: pick(["a", "b"]) } : {}),
  });
  const namespaces: Record<string, Readonly<Record<string, string>>> = {};
  for (const name of names) namespaces[name] = chance(0.7) ? { env: pick(["prod", "dev"]) } : {};
  const pods = some(3, 4, () => ({
    name: "p",
    namespace: pick(names),
    labels: labels(),
    ip: `10.0.${pick([0, 1])}.${pick([1, 2, 3, 4])}`,
    account: pick(["one", "two"]),
    ports: chance(0.7)
      ? [{ name: "http", port: pick([80, 8080]), protocol: "TCP" }, ...(chance(0.3) ? [{ name: "dns", port: 53, protocol: "UDP" }] : [])]
      : [],
  }));

  const selector = (keys: Readonly<Record<string, readonly string[]>>): Plain => {
    if (chance(0.25)) return {};
    const key = pick(Object.keys(keys));
    const values = keys[key] ?? [];
    if (chance(0.6)) return { matchLabels: { [key]: pick(values) } };
    const operator = pick(["In", "NotIn", "Exists", "DoesNotExist"]);
    return { matchExpressions: [{ key, operator, ...(operator.endsWith("In") ? { values: some(1, 2, () => pick(values)) } : {}) }] };
  };
  const podKeys = { app: ["web", "db"], tier: ["a", "b"] };
  const namespaceKeys = { env: ["prod", "dev"], "kubernetes.io/metadata.name": names };
  const podSelector = (): Plain => selector(podKeys);
  const namespaceSelector = (): Plain => selector(namespaceKeys);
  const cidr = (): string => pick(["0.0.0.0/0", "10.0.0.0/8", "10.0.1.0/24", "203.0.113.0/24", "198.51.100.7/32"]);
  const blocks = chance(0.5);

  const networkRule = (way: Way): Plain => {
    const peer = (): Plain => {
      if (blocks && chance(0.25)) {
        const it = pick(["0.0.0.0/0", "10.0.0.0/8"]);
        return {
          ipBlock: {
            cidr: it,
            ...(chance(0.4) ? { except: [pick(it === "0.0.0.0/0" ? ["10.0.0.0/8", "203.0.113.0/24"] : ["10.0.1.0/24"])] } : {}),
          },
        };
      }
      const kind = pick([0, 1, 2]);
      return { ...(kind !== 1 ? { podSelector: podSelector() } : {}), ...(kind !== 0 ? { namespaceSelector: namespaceSelector() } : {}) };
    };
    const port = (): Plain => ({
      ...(chance(0.6) ? { protocol: pick(["TCP", "UDP"]) } : {}),
      ...(chance(0.85)
        ? chance(0.2)
          ? { port: pick(["http", "dns"]) }
          : { port: pick([53, 80, 443, 8080]), ...(chance(0.2) ? { endPort: 9000 } : {}) }
        : {}),
    });
    const side = way === "ingress" ? "from" : "to";
    return {
      ...(chance(0.85) ? { [side]: chance(0.1) ? [] : some(1, 2, peer) } : {}),
      ...(chance(0.6) ? { ports: chance(0.1) ? [] : some(1, 2, port) } : {}),
    };
  };
  const networkPolicy = (): Plain => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "n", namespace: pick(names) },
    spec: {
      ...(chance(0.95) ? { podSelector: podSelector() } : {}),
      ...(chance(0.7) ? { policyTypes: pick([["Ingress"], ["Egress"], ["Ingress", "Egress"], []]) } : {}),
      ...(chance(0.6) ? { ingress: some(0, 2, () => networkRule("ingress")) } : {}),
      ...(chance(0.5) ? { egress: some(0, 2, () => networkRule("egress")) } : {}),
    },
  });

  const adminRule = (way: Way, cluster: boolean, actions: readonly string[]): Plain => {
    const peer = (): Plain => {
      if (blocks && way === "egress" && chance(0.3)) return { networks: [cidr()] };
      return chance(0.5)
        ? { namespaces: namespaceSelector() }
        : { pods: { namespaceSelector: namespaceSelector(), podSelector: podSelector() } };
    };
    const port = (): Plain => {
      const number = pick([53, 80, 443, 8080]);
      if (cluster) {
        if (chance(0.2)) return { destinationNamedPort: "http" };
        return {
          [pick(["tcp", "udp"])]: chance(0.2)
            ? {}
            : { destinationPort: chance(0.7) ? { number } : { range: { start: number, end: 9000 } } },
        };
      }
      if (chance(0.2)) return { namedPort: "http" };
      return chance(0.7)
        ? { portNumber: { ...(chance(0.5) ? { protocol: pick(["TCP", "UDP"]) } : {}), port: number } }
        : { portRange: { protocol: pick(["TCP", "UDP"]), start: number, end: 9000 } };
    };
    return {
      action: pick(actions),
      [way === "ingress" ? "from" : "to"]: some(1, 2, peer),
      ...(chance(0.5) ? { [cluster ? "protocols" : "ports"]: some(1, 2, port) } : {}),
    };
  };
  const subject = (): Plain =>
    chance(0.5) ? { namespaces: namespaceSelector() } : { pods: { namespaceSelector: namespaceSelector(), podSelector: podSelector() } };
  const adminPolicy = (): Plain => {
    const cluster = chance(0.4);
    const actions = cluster ? ["Accept", "Deny", "Pass"] : ["Allow", "Deny", "Pass"];
    return {
      apiVersion: `policy.networking.k8s.io/${cluster ? "v1alpha2" : "v1alpha1"}`,
      kind: cluster ? "ClusterNetworkPolicy" : "AdminNetworkPolicy",
      metadata: { name: "a" },
      spec: {
        ...(cluster ? { tier: pick(["Admin", "Admin", "Baseline"]) } : {}),
        priority: chance(0.3) ? pick([1, 2, 3]) : pick([10, 20, 30, 40, 50, 60, 70, 80, 90]),
        subject: subject(),
        ingress: some(0, 2, () => adminRule("ingress", cluster, actions)),
        egress: some(0, 2, () => adminRule("egress", cluster, actions)),
      },
    };
  };
  const baselinePolicy = (): Plain => ({
    apiVersion: "policy.networking.k8s.io/v1alpha1",
    kind: "BaselineAdminNetworkPolicy",
    metadata: { name: "default" },
    spec: {
      subject: subject(),
      ingress: some(0, 2, () => adminRule("ingress", false, ["Allow", "Deny"])),
      egress: some(0, 2, () => adminRule("egress", false, ["Allow", "Deny"])),
    },
  });

  const ciliumSelector_ = (): Plain => {
    const plain = podSelector();
    const prefix = pick(["", "k8s:", "any:"]);
    const labels = Object.fromEntries(Object.entries(plain.matchLabels ?? {}).map(([key, value]) => [`${prefix}${key}`, value]));
    const extra: Record<string, string> = chance(0.25)
      ? { "k8s:io.kubernetes.pod.namespace": pick(names) }
      : chance(0.15)
        ? { "io.cilium.k8s.namespace.labels.env": "prod" }
        : chance(0.1)
          ? { "io.cilium.k8s.policy.serviceaccount": "one" }
          : {};
    return { ...plain, ...(Object.keys({ ...labels, ...extra }).length > 0 ? { matchLabels: { ...labels, ...extra } } : {}) };
  };
  const ciliumRule = (way: Way): Plain => {
    const side = way === "ingress" ? "from" : "to";
    const rule: Plain = {};
    if (chance(0.55)) rule[`${side}Endpoints`] = chance(0.08) ? [] : some(1, 2, ciliumSelector_);
    if (chance(0.2)) rule[`${side}Entities`] = [pick(["all", "world", "cluster"])];
    if (chance(0.15)) rule[`${side}CIDR`] = [cidr()];
    if (chance(0.1)) rule[`${side}CIDRSet`] = [{ cidr: "0.0.0.0/0", except: ["203.0.113.0/24"] }];
    if (chance(0.5))
      rule.toPorts = [
        {
          ports: some(1, 2, () => ({
            port: chance(0.15) ? "http" : pick(["53", "80", "443", "8080"]),
            ...(chance(0.7) ? { protocol: pick(["TCP", "UDP", "ANY"]) } : {}),
          })),
        },
      ];
    return rule;
  };
  const ciliumPolicy = (): Plain => {
    const wide = chance(0.3);
    const flags = { ...(chance(0.5) ? { ingress: chance(0.3) } : {}), ...(chance(0.5) ? { egress: chance(0.3) } : {}) };
    return {
      apiVersion: "cilium.io/v2",
      kind: wide ? "CiliumClusterwideNetworkPolicy" : "CiliumNetworkPolicy",
      metadata: { name: "c", ...(wide ? {} : { namespace: pick(names) }) },
      spec: {
        endpointSelector: ciliumSelector_(),
        ...(chance(0.2) ? { enableDefaultDeny: flags } : {}),
        ...(chance(0.6) ? { ingress: some(0, 2, () => ciliumRule("ingress")) } : {}),
        ...(chance(0.5) ? { egress: some(0, 2, () => ciliumRule("egress")) } : {}),
        ...(chance(0.2) ? { ingressDeny: some(0, 1, () => ciliumRule("ingress")) } : {}),
        ...(chance(0.2) ? { egressDeny: some(0, 1, () => ciliumRule("egress")) } : {}),
      },
    };
  };

  const calicoSelector = (keys: Readonly<Record<string, readonly string[]>>): string => {
    const term = (): string => {
      const key = pick(Object.keys(keys));
      return pick([`${key} == '${pick(keys[key] ?? [])}'`, `${key} != '${pick(keys[key] ?? [])}'`, `has(${key})`, `!has(${key})`]);
    };
    return pick(["all()", "", term(), `${term()} && ${term()}`, `${term()} || ${term()}`]);
  };
  const calicoEntity = (ports: boolean): Plain => ({
    ...(chance(0.5) ? { selector: calicoSelector(podKeys) } : {}),
    ...(chance(0.2) ? { namespaceSelector: calicoSelector({ env: ["prod", "dev"], "projectcalico.org/name": names }) } : {}),
    ...(blocks && chance(0.2) ? { nets: [cidr()] } : {}),
    ...(blocks && chance(0.1) ? { notNets: [cidr()] } : {}),
    ...(chance(0.15) ? { serviceAccounts: { names: [pick(["one", "two"])] } } : {}),
    ...(ports && chance(0.4) ? { ports: some(1, 2, () => pick([53, 80, 443, 8080, "8000:9000", "http"])) } : {}),
  });
  const calicoRule = (): Plain => {
    const destination = chance(0.6) ? calicoEntity(true) : undefined;
    return {
      action: pick(["Allow", "Allow", "Deny", "Pass", "Log"]),
      ...(destination?.ports ? { protocol: pick(["TCP", "UDP"]) } : chance(0.4) ? { protocol: pick(["TCP", "UDP", 6, 17]) } : {}),
      ...(chance(0.6) ? { source: calicoEntity(false) } : {}),
      ...(destination ? { destination } : {}),
    };
  };
  let number = 0;
  const calicoPolicy = (): Plain => {
    const wide = chance(0.4);
    return {
      apiVersion: "projectcalico.org/v3",
      kind: wide ? "GlobalNetworkPolicy" : "NetworkPolicy",
      metadata: { name: `k${number++}`, ...(wide ? {} : { namespace: pick(names) }) },
      spec: {
        ...(chance(0.3) ? { tier: "security" } : {}),
        ...(chance(0.8) ? { order: pick([10, 20, 30, 2000]) } : {}),
        selector: calicoSelector(podKeys),
        ...(wide && chance(0.3) ? { namespaceSelector: calicoSelector({ env: ["prod", "dev"] }) } : {}),
        ...(chance(0.4) ? { types: pick([["Ingress"], ["Egress"], ["Ingress", "Egress"]]) } : {}),
        ...(chance(0.7) ? { ingress: some(0, 2, calicoRule) } : {}),
        ...(chance(0.5) ? { egress: some(0, 2, calicoRule) } : {}),
      },
    };
  };

  const kin = pick([[], [ciliumPolicy], [calicoPolicy]]);
  const makers = [networkPolicy, networkPolicy, ...(chance(0.4) ? [adminPolicy] : []), ...kin, ...kin];
  const objects = some(1, 4, () => pick(makers)());
  if (chance(0.2)) objects.push(baselinePolicy());
  return { namespaces, pods, addresses: ["203.0.113.9", "198.51.100.7"], objects };
}
