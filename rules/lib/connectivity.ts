/** Reading policies and writing new ones: DNS, ports that matter, edge workloads, and allowances for the flows that are in use. */
import type { Data } from "../api.js";
import type { ConnectivityProject, Direction, Flow, Need, PolicyPeer, PolicyPort, PolicyRule } from "../vocabulary/connectivity.js";
import type { KubeObject, Requirement, Selector, Workload } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { dnsEgress } from "./kubernetes.js";
import { type Cidr, parseCidr, within } from "./network.js";
import { entries, get, isEmpty, items, number, text } from "./value.js";

type NewObject = { readonly [key: string]: Data };

/** A NetworkPolicy to be created. */
export function networkPolicy(name: string, namespace: string | undefined, spec: NewObject): NewObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec,
  };
}

export function allowDns(namespace: string | undefined): NewObject {
  return networkPolicy("allow-dns", namespace, { podSelector: {}, policyTypes: ["Egress"], egress: [dnsEgress] });
}

/** The labels that a workload's own selector names, stable over rollouts (SEMANTICS F20); undefined where they are not known. */
export function stableLabels(workload: Workload): NewObject | undefined {
  const written = get(workload.body, "spec.selector.matchLabels") ?? get(workload.podMetadata, "labels");
  const labels = entries(written);
  if (written?.kind !== "dict" || !written.complete || labels.length === 0 || labels.some((it) => text(it.value) === undefined))
    return undefined;
  return Object.fromEntries(labels.map((it) => [it.key, text(it.value) ?? ""]));
}

/** A peer for a workload as seen from another namespace or its own (F20). */
export function peerFor(workload: Workload, from: KubeObject): NewObject | undefined {
  const labels = stableLabels(workload);
  if (labels === undefined) return undefined;
  if (workload.namespaceKey === from.namespaceKey) return { podSelector: { matchLabels: labels } };
  if (workload.namespace === undefined) return undefined;
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": workload.namespace } },
    podSelector: { matchLabels: labels },
  };
}

/** Allowances for flows and other needs, one for each set of ports; undefined when one cannot be written (SEMANTICS F20, F23). */
export function allowances(
  flows: readonly Flow[],
  direction: Direction,
  at: KubeObject,
  needs: readonly Need[] = [],
): readonly NewObject[] | undefined {
  const groups = new Map<string, { readonly ports: readonly Data[]; readonly peers: Map<string, NewObject | undefined> }>();
  const add = (targets: Flow["targets"], peers: readonly (NewObject | undefined)[]): void => {
    const ports = targets.map((it) => ({ protocol: it.protocol, port: it.port }));
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, peers: new Map<string, NewObject | undefined>() };
    for (const peer of peers) group.peers.set(JSON.stringify(peer) ?? "", peer);
    groups.set(key, group);
  };
  for (const flow of flows) {
    const peer = peerFor(direction === "ingress" ? flow.from : flow.to, at);
    if (peer === undefined) return undefined;
    add(flow.targets, [peer]);
  }
  for (const need of needs) {
    const peers = peersOf(need, at);
    if (peers === undefined) return undefined;
    add(need.targets, peers);
  }
  return [...groups.values()].map(({ ports, peers }) => {
    const named = [...peers.values()];
    // Whoever comes from outside has no name: the rule is for everybody, on these ports.
    const listed = named.includes(undefined) ? {} : { [direction === "ingress" ? "from" : "to"]: named };
    return { ...listed, ...(ports.length > 0 ? { ports } : {}) };
  });
}

const internet = { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"] } };

/** The peers of a need as data, an undefined one for everybody; undefined when they cannot be written. */
function peersOf({ peer }: Need, at: KubeObject): readonly (NewObject | undefined)[] | undefined {
  if (peer === undefined || peer === "server") return undefined;
  if (peer === "anybody") return [undefined];
  if (peer === "internet") return [internet];
  if ("cidrs" in peer) return peer.cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  if (!("podLabels" in peer)) return [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } } }];
  const made = peerFor(peer, at);
  return made && [made];
}

/** The peers of whoever certainly needs the pods of a policy, as data; none when nobody is known, or somebody who cannot be named. */
export function callers(policy: KubeObject, connectivity: ConnectivityProject): readonly NewObject[] {
  const found = new Map<string, NewObject>();
  for (const workload of connectivity.candidates(policy)) {
    if (connectivity.selects(policy, workload) !== true) continue;
    for (const flow of connectivity.flowsTo(workload)) {
      const peer = peerFor(flow.from, policy);
      if (peer) found.set(JSON.stringify(peer), peer);
    }
    for (const need of connectivity.needs(workload, "ingress")) {
      const peers = peersOf(need, policy);
      if (peers === undefined || peers.includes(undefined)) return [];
      for (const peer of peers) if (peer) found.set(JSON.stringify(peer), peer);
    }
  }
  return [...found.values()];
}

/** The labels of the workloads that are known to need one, by its name or in another way. */
export function callersOf(workload: Workload, connectivity: ConnectivityProject): readonly string[] {
  const others = connectivity
    .needs(workload, "ingress")
    .flatMap(({ peer }) => (typeof peer === "object" && "label" in peer ? [peer.label] : []));
  return [...connectivity.flowsTo(workload).map((flow) => flow.from.label), ...others];
}

/** Whether a workload may call what nobody here can read: a gateway or a scraper, or one whose policies are known in part only. */
export function mayCallUnseen(workload: Workload, connectivity: ConnectivityProject): boolean {
  if (isController(workload.name) || workload.name === undefined || /prometheus|monitor/.test(workload.name)) return true;
  return connectivity
    .bearing(workload)
    .flatMap((it) => connectivity.rules(it))
    .some(
      (it) =>
        it.direction === "egress" &&
        (it.anyPeer === undefined ||
          it.anyPort === undefined ||
          it.ports.some((port) => !port.known) ||
          it.peers.some((peer) => peer.podSelector?.complete === false || peer.namespaceSelector?.complete === false)),
    );
}

/** Ports that the containers of a workload declare, as data for a policy. */
export function declaredPorts(workload: Workload): readonly { readonly protocol: string; readonly port: number }[] {
  return workload.containers.flatMap((container) =>
    items(get(container.body, "ports")).flatMap((it) => {
      const port = number(get(it, "containerPort"));
      const protocol = text(get(it, "protocol")) ?? "TCP";
      return port === undefined || get(it, "protocol")?.kind === "unknown" ? [] : [{ protocol, port }];
    }),
  );
}

/** Whether a rule opens nothing but ports of DNS. */
export function isDnsOnly(rule: PolicyRule): boolean {
  return rule.ports.length > 0 && rule.anyPort === false && rule.ports.every((it) => isDnsPort(it));
}

/** The same where ports may turn out to be DNS: to stay silent. */
export function mayBeDnsOnly(rule: PolicyRule): boolean {
  return rule.anyPort === undefined || (rule.ports.length > 0 && rule.ports.every((it) => !it.known || isDnsPort(it)));
}

export function isDnsPort({ port, end }: PolicyPort): boolean {
  return end === undefined && (port === 53 || port === 853 || port === 5353 || (typeof port === "string" && /^dns/.test(port)));
}

/** The CIDRs of a peer that are every address of a family; halves that complete each other count. */
export function worldBlocks(peers: readonly PolicyPeer[]): readonly { readonly peer: PolicyPeer; readonly at: Value }[] {
  const blocks = peers.flatMap((peer) =>
    peer.cidrs.flatMap((at) => {
      const cidr = parseCidr(text(at) ?? "");
      return cidr ? [{ peer, at, cidr }] : [];
    }),
  );
  return blocks.filter(
    ({ cidr }) =>
      cidr.length === 0 ||
      (cidr.length === 1 && blocks.some((it) => it.cidr.version === cidr.version && it.cidr.length === 1 && it.cidr.first !== cidr.first)),
  );
}

/** Whether the exceptions of a peer leave the private ranges out, or may, so that it means the internet only. */
export function exceptsPrivate(peer: PolicyPeer): boolean {
  if (peer.except.some((it) => text(it) === undefined)) return true;
  const holes = peer.except.flatMap((it) => parseCidr(text(it) ?? "") ?? []);
  return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].every((range) => {
    const cidr = parseCidr(range);
    return cidr !== undefined && holes.some((it) => within(cidr, it));
  });
}

export function blockOf(value: Value): Cidr | undefined {
  return parseCidr(text(value) ?? "");
}

/** Whether the outside is meant to reach a workload: behind a LoadBalancer or NodePort Service, or an ingress controller itself. */
export function isEdge(workload: Workload, connectivity: ConnectivityProject): boolean {
  return (
    connectivity.services(workload).some((it) => /^(?:LoadBalancer|NodePort)$/.test(text(get(it.body, "spec.type")) ?? "")) ||
    isController(workload.name) ||
    isController(workload.podLabels.get("app.kubernetes.io/name")) ||
    isController(workload.podLabels.get("app"))
  );
}

export function isController(name: string | undefined): boolean {
  return (
    name !== undefined &&
    /(?:^|-)(?:ingress|traefik|haproxy|kong|contour|envoy|gateway|ingressgateway|eastwestgateway|emissary|ambassador|apisix)(?:-|$)/.test(
      name,
    )
  );
}

/** Whether a Service is the way in of an ingress controller or of a Gateway, what is there to be reached, or may be. */
export function mayBeFrontDoor(service: KubeObject, connectivity: ConnectivityProject): boolean {
  const labels = entries(get(service.body, "metadata.labels"));
  const selected = entries(get(service.body, "spec.selector"));
  return (
    service.name === undefined ||
    isController(service.name) ||
    [...labels, ...selected].some((it) => it.key === "gateway.networking.k8s.io/gateway-name") ||
    // `istio: ingressgateway` and its kin.
    selected.some((it) => it.key === "istio") ||
    connectivity.backends(service).some((it) => it.name === undefined || isController(it.name))
  );
}

/** Whether all workloads of a policy are at the edge, or may be. */
export function mayBeEdge(policy: KubeObject, connectivity: ConnectivityProject): boolean {
  if (connectivity.blurred(policy) || namesController(policy)) return true;
  const selected = connectivity.candidates(policy).filter((it) => connectivity.selects(policy, it) !== false);
  return selected.length > 0 && selected.every((it) => isEdge(it, connectivity));
}

/** Whether the labels that a policy selects by are those of an ingress controller or gateway, or may be: its pods come from elsewhere. */
function namesController(policy: KubeObject): boolean {
  return ["podSelector", "endpointSelector"].some((field) =>
    entries(get(policy.body, ["spec", field, "matchLabels"])).some((it) => isController(text(it.value) ?? "gateway")),
  );
}

/** A selector that asks for nothing, or for nothing that a namespace could lack. */
export function isAnyNamespace(selector: Selector | undefined): boolean {
  return (
    selector?.complete === true && selector.requirements.every((it) => it.operator === "Exists" && it.key === "kubernetes.io/metadata.name")
  );
}

/** The namespaces that a requirement names. */
export function namespacesNamed(selector: Selector | undefined): readonly { readonly name: string; readonly at: Requirement["at"] }[] {
  return (
    selector?.requirements.flatMap((it) =>
      it.key === "kubernetes.io/metadata.name" && it.operator === "In" ? it.values.map((name) => ({ name, at: it.at })) : [],
    ) ?? []
  );
}

/** `dev` or `prod` by the label env, environment or stage, else by a whole word of the name; undefined when neither says. */
export function environmentOf(name: string | undefined, labels: ReadonlyMap<string, string> | undefined): "prod" | "lower" | undefined {
  const label = ["env", "environment", "stage"].flatMap((it) => labels?.get(it) ?? [])[0];
  const words = (label ?? name ?? "").toLowerCase().split(/[-_.]/);
  if (words.some((it) => it === "prod" || it === "production" || it === "prd")) {
    return words.some((it) => it === "non" || it === "pre") ? "lower" : "prod";
  }
  return words.some((it) => /^(?:dev|development|test|testing|staging|sandbox|preview|qa|nonprod)$/.test(it)) ? "lower" : undefined;
}

/** Ports of databases and of administration, with the words by which the pods that serve them are known (SEMANTICS: ambiguous numbers need evidence). */
export const sensitivePorts: ReadonlyMap<number, string> = new Map([
  [22, "SSH"],
  [1433, "SQL Server"],
  [1521, "Oracle"],
  [2049, "NFS"],
  [2375, "Docker"],
  [2376, "Docker"],
  [2379, "etcd"],
  [2380, "etcd"],
  [3306, "MySQL"],
  [3389, "RDP"],
  [5432, "PostgreSQL"],
  [5984, "CouchDB"],
  [6379, "Redis"],
  [8200, "Vault"],
  [9042, "Cassandra"],
  [9200, "Elasticsearch"],
  [10250, "kubelet"],
  [11211, "Memcached"],
  [27017, "MongoDB"],
]);

/** The label of an existing workload that a selector misses by a slip of one or two letters. */
export function nearest(
  selector: Selector,
  pods: readonly Workload[],
): { readonly workload: Workload; readonly key: string; readonly value: string } | undefined {
  for (const { key, operator, values } of selector.requirements) {
    const [wanted] = values;
    if (operator !== "In" || values.length !== 1 || wanted === undefined) continue;
    for (const workload of pods) {
      const value = workload.podLabels.get(key);
      if (value !== undefined && value !== wanted && distance(value, wanted) <= (wanted.length > 4 ? 2 : 1))
        return { workload, key, value };
    }
  }
  return undefined;
}

/** Edit distance of two short texts. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * One policy for each workload with known needs in a direction, so that a default deny loses none of them (SEMANTICS F20-F25, X1); undefined
 * when one of them cannot be written as a policy.
 */
export function flowPolicies(
  workloads: readonly Workload[],
  direction: Direction,
  connectivity: ConnectivityProject,
): readonly NewObject[] | undefined {
  const found: NewObject[] = [];
  for (const workload of workloads) {
    const flows = direction === "ingress" ? connectivity.flowsTo(workload) : connectivity.flowsFrom(workload);
    if (flows.length === 0 && connectivity.needs(workload, direction).length === 0) continue;
    const policy = isolation(workload, direction, connectivity);
    if (policy === undefined) return undefined;
    found.push(policy);
  }
  return found;
}

/** A policy that isolates one workload but for what it is known to need; undefined when that cannot be written. */
export function isolation(workload: Workload, direction: Direction, connectivity: ConnectivityProject): NewObject | undefined {
  const flows = direction === "ingress" ? connectivity.flowsTo(workload) : connectivity.flowsFrom(workload);
  const labels = stableLabels(workload);
  const rules = allowances(flows, direction, workload, connectivity.needs(workload, direction));
  if (labels === undefined || rules === undefined || workload.name === undefined) return undefined;
  return networkPolicy(`${workload.name}-${direction}`, workload.namespace, {
    podSelector: { matchLabels: labels },
    policyTypes: [direction === "ingress" ? "Ingress" : "Egress"],
    ...(rules.length > 0 ? { [direction]: rules } : {}),
  });
}

/** Where a new policy goes: behind the last one of the same namespace, else beside what lacks it (SEMANTICS X4). */
export function besidePolicies(near: KubeObject, connectivity: ConnectivityProject): KubeObject {
  const space = near.kind === "Namespace" ? near.name : near.namespace;
  const found = connectivity
    .policies(near)
    .filter(
      (it) => it.kind === "NetworkPolicy" && it.group === "networking.k8s.io" && it.language === near.language && it.namespace === space,
    );
  return found[found.length - 1] ?? near;
}

/** Whether a policy isolates, or may isolate, all pods of a namespace in a direction. */
export function mayDenyByDefault(
  policy: KubeObject,
  direction: Direction,
  workloads: readonly Workload[],
  connectivity: ConnectivityProject,
): boolean {
  const everybody = policy.namespaced
    ? connectivity.selectsAll(policy) !== false
    : workloads.every((it) => connectivity.selects(policy, it) !== false);
  if (!everybody) return false;
  if (connectivity.enforces(policy, direction) !== false) return true;
  return connectivity
    .rules(policy)
    .some(
      (it) =>
        it.flavour === "admin" &&
        it.direction === direction &&
        it.action !== "allow" &&
        it.action !== "pass" &&
        it.peers.some((peer) => peer.namespaces === "all"),
    );
}

/** Whether a set of ports is all of them. */
export function isEveryPort(ports: Flow["ports"]): boolean {
  return ports.length === 1 && ports[0]?.[0] === 0 && ports[0]?.[1] === 3 * 65536;
}

/** Pods on the host's network, or perhaps: no policy binds them. */
export function isOnHost({ pod }: Workload): boolean {
  return pod.entries.some((it) => it.key === "hostNetwork" && it.value.known !== false);
}

/** Whether a policy is an administrator's that says something of a direction, or may. */
export function isAdmin(policy: KubeObject, direction: Direction): boolean {
  return policy.group === "policy.networking.k8s.io" && !isEmpty(get(policy.body, ["spec", direction]));
}
