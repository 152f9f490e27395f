/** Who connects and is connected to: the pods of a template, pods yet unknown, nodes, addresses (SEMANTICS N16-N19). */
import type { Workload } from "../../../rules/api.js";
import { flag, get, isComplete, items, number, text } from "../../../rules/lib/value.js";
import { type Addresses, addressesOf } from "./addresses.js";
import { isProtocol, type Ports, portsOf } from "./ports.js";
import { union } from "./spans.js";

export interface Labels {
  readonly map: ReadonlyMap<string, string>;
  /** Whether these are all there are. */
  readonly complete: boolean;
}

export interface Endpoint {
  readonly kind: "pods" | "node" | "address";
  /** Equal for the same party; stable over edits that do not touch it. */
  readonly id: string;
  readonly world: string;
  /** `world|*` for a namespace that nobody has named. */
  readonly namespaceKey: string;
  readonly namespace: string | undefined;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** undefined when unknown. */
  readonly serviceAccount: string | undefined;
  /** Container ports by name. */
  readonly named: ReadonlyMap<string, Ports>;
  readonly namedComplete: boolean;
  /** What it is reached at or comes from; undefined when only the cluster knows. */
  readonly addresses: Addresses | undefined;
}

export const unknownLabels: Labels = { map: new Map(), complete: false };

/** The pods of a workload. Those on the host's network are their node to everybody else (N17). */
export function endpointOf(workload: Workload, namespaceLabels: Labels): Endpoint {
  const { named, complete } = namedPorts(workload);
  return {
    kind: flag(get(workload.pod, "hostNetwork")) === true ? "node" : "pods",
    id: idOf(workload),
    world: workload.world,
    namespaceKey: workload.namespaceKey,
    namespace: workload.namespace,
    namespaceLabels,
    labels: { map: workload.podLabels, complete: workload.podLabelsComplete },
    serviceAccount: workload.serviceAccountName,
    named,
    namedComplete: complete,
    addresses: undefined,
  };
}

export function idOf({ world, full }: Pick<Workload, "world" | "full">): string {
  return `${world}\n${full.unit}\n${full.start}`;
}

/** A pod that may come: in a known namespace, or (`*`) in one of its own. */
export function unknownPod(world: string, namespaceKey: string, namespace: string | undefined, namespaceLabels: Labels): Endpoint {
  return {
    kind: "pods",
    id: `?${namespaceKey}`,
    world,
    namespaceKey,
    namespace,
    namespaceLabels,
    labels: unknownLabels,
    serviceAccount: undefined,
    named: new Map(),
    namedComplete: false,
    addresses: undefined,
  };
}

export function addressEndpoint(world: string, address: string): Endpoint {
  return { ...outside, id: address, world, addresses: addressesOf(address) };
}

const outside: Endpoint = {
  kind: "address",
  id: "",
  world: "",
  namespaceKey: "",
  namespace: undefined,
  namespaceLabels: { map: new Map(), complete: true },
  labels: { map: new Map(), complete: true },
  serviceAccount: undefined,
  named: new Map(),
  namedComplete: true,
  addresses: undefined,
};

function namedPorts(workload: Workload): { readonly named: ReadonlyMap<string, Ports>; readonly complete: boolean } {
  const named = new Map<string, Ports>();
  let complete = true;
  for (const container of workload.containers) {
    const ports = get(container.body, "ports");
    if (!isComplete(ports) || !container.body.complete) complete = false;
    for (const it of items(ports)) {
      const name = get(it, "name");
      const port = number(get(it, "containerPort"));
      const written = get(it, "protocol");
      const protocol = written === undefined ? "TCP" : text(written);
      if (name?.kind === "unknown" || (name !== undefined && (port === undefined || !isProtocol(protocol)))) complete = false;
      const known = text(name);
      if (known !== undefined && port !== undefined && isProtocol(protocol))
        named.set(known, union(named.get(known) ?? [], portsOf(protocol, port)));
    }
  }
  return { named, complete };
}
