/** Narrower peers for rules of Cilium: the workloads that call, the hosts that the policy's own DNS rules name, the namespace. */
import type { Data, Fix } from "../api.js";
import type { ConnectivityProject, PolicyPeer, PolicyRule } from "../vocabulary/connectivity.js";
import type { KubeObject, Selector as LabelSelector, Workload } from "../vocabulary/kubernetes.js";
import type { Entry, Value } from "../vocabulary/value.js";
import { stableLabels } from "./connectivity.js";
import { entries, entry, get, items, text } from "./value.js";

type Selector = { readonly [key: string]: Data };

/** Fixes that put named peers in the place of an entity; none where several entities stand together. */
export function narrowEntity(it: PolicyRule, peer: PolicyPeer, connectivity: ConnectivityProject): readonly Fix[] {
  const inward = it.direction === "ingress";
  const field = entry(it.body, inward ? "fromEntities" : "toEntities");
  if (field === undefined || !items(field.value).includes(peer.value)) return [];
  if (items(field.value).length > 1)
    return [{ title: `Remove \`${text(peer.value)}\`: the other entities stay`, edit: (edit) => edit.remove(peer.value) }];
  const named = inward ? "fromEndpoints" : "toEndpoints";
  if (entry(it.body, named) !== undefined || field.value.kind !== "list") return [];
  const put = (title: string, key: string, peers: readonly Data[]): Fix => ({
    title,
    edit: (edit) => {
      edit.rename(field.keyAt, key);
      edit.replace(field.value, peers);
    },
  });
  const known = inward ? callersOf(it.policy, connectivity) : [];
  const hosts = inward ? [] : dnsNames(it.policy);
  return [
    ...(known.length > 0
      ? [put(known.length === 1 ? "Let in the workload that calls it" : `Let in the ${known.length} workloads that call it`, named, known)]
      : []),
    ...(hosts.length > 0
      ? [
          put(
            `Allow the ${hosts.length === 1 ? "host" : "hosts"} that the DNS rule names`,
            "toFQDNs",
            hosts.map((name) => ({ matchName: name })),
          ),
        ]
      : []),
    ...(inward && it.policy.namespaced ? [put("Let in the pods of this namespace only", named, [{}])] : []),
  ];
}

/** The workloads that certainly call the pods of a policy, as endpoint selectors (SEMANTICS C5, F20). */
export function callersOf(policy: KubeObject, connectivity: ConnectivityProject): readonly Selector[] {
  const found = new Map<string, Selector>();
  for (const workload of connectivity.candidates(policy)) {
    if (connectivity.selects(policy, workload) !== true) continue;
    for (const flow of connectivity.flowsTo(workload)) {
      const selector = endpointsOf(flow.from, policy);
      if (selector) found.set(JSON.stringify(selector), selector);
    }
  }
  return [...found.values()];
}

function endpointsOf(workload: Workload, from: KubeObject): Selector | undefined {
  const labels = stableLabels(workload);
  if (labels === undefined) return undefined;
  if (from.namespaced && workload.namespaceKey === from.namespaceKey) return { matchLabels: labels };
  if (workload.namespace === undefined) return undefined;
  return { matchLabels: { "k8s:io.kubernetes.pod.namespace": workload.namespace, ...labels } };
}

/** The hosts that the DNS rules of a policy let its pods ask for by their whole name (C7). */
export function dnsNames(policy: KubeObject): readonly string[] {
  const found = items(get(policy.body, "spec.egress"))
    .flatMap((it) => items(get(it, "toPorts")))
    .flatMap((it) => items(get(it, "rules.dns")))
    .flatMap((it) => text(get(it, "matchName")) ?? []);
  return [...new Set(found)];
}

/** The labels of a selector that has nothing else; undefined where some are not known. */
export function plainLabels(selector: Parameters<typeof get>[0]): readonly (readonly [string, string])[] | undefined {
  if (selector?.kind !== "dict" || !selector.complete || selector.entries.some((it) => it.key !== "matchLabels")) return undefined;
  const labels = entries(get(selector, "matchLabels")).map((it) => [it.key, text(it.value)] as const);
  return labels.length > 0 && labels.every((it): it is readonly [string, string] => it[1] !== undefined) ? labels : undefined;
}

/** The `spec` and `specs` of a policy: Cilium reads each as a policy of its own. */
export function specsOf(policy: KubeObject): readonly Value[] {
  const spec = get(policy.body, "spec");
  return [...(spec === undefined ? [] : [spec]), ...items(get(policy.body, "specs"))];
}

const peerFields = ["Endpoints", "Entities", "CIDR", "CIDRSet", "FQDNs", "Nodes", "Services", "Groups"];

/** The fields of a rule that name peers, as written. */
export function peerEntries(rule: PolicyRule): readonly Entry[] {
  const side = rule.direction === "ingress" ? "from" : "to";
  return peerFields.flatMap((it) => entry(rule.body, `${side}${it}`) ?? []);
}

/** A selector that every pod satisfies: empty, or one that asks for no more than that a namespace is there. */
export function isEveryEndpoint(peer: PolicyPeer): boolean {
  return (
    peer.kind === "pods" &&
    peer.podSelector?.complete === true &&
    peer.podSelector.requirements.every((it) => it.operator === "Exists" && it.key === "io.kubernetes.pod.namespace")
  );
}

/** Whether requests on every port of a rule are read one by one, or may be. */
export function readsRequests(rule: PolicyRule): boolean {
  const ports = items(get(rule.body, "toPorts"));
  return (
    ports.length > 0 && ports.every((it) => it.kind === "unknown" || get(it, "rules") !== undefined || get(it, "serverNames") !== undefined)
  );
}

/** A selector of Cilium with plain keys; incomplete when it asks for labels that no object carries (SEMANTICS S11). */
export function bareSelector(selector: LabelSelector): LabelSelector {
  const requirements = selector.requirements.map((it) => ({ ...it, key: it.key.replace(/^(?:k8s|any):/, "") }));
  const plain = requirements.filter(
    (it) => !it.key.startsWith("io.cilium.") && !/^[a-z]+:/.test(it.key) && it.key !== "io.kubernetes.pod.namespace",
  );
  return { requirements: plain, complete: selector.complete && plain.length === requirements.length };
}

/** The entity that a peer is, by its name or by its reserved label: `reserved:world` in a selector is `world`. */
export function entityOf(peer: PolicyPeer): string | undefined {
  if (peer.kind === "entity") return text(peer.value);
  const labels = entries(get(peer.value, "matchLabels"));
  return peer.kind === "pods" && labels.length === 1 ? /^reserved:(.+)$/.exec(labels[0]?.key ?? "")?.[1] : undefined;
}
