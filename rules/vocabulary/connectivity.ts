/** Network policies of every kind as rules see them, and the questions that one solver answers about who can reach whom. */
import type { KubeObject, Selector, Workload } from "./kubernetes.js";
import type { Subject } from "./subject.js";
import type { Place, Value } from "./value.js";

export type Direction = "ingress" | "egress";

/** `kubernetes`: NetworkPolicy; `admin`: AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy. */
export type PolicyFlavour = "kubernetes" | "admin" | "cilium" | "calico";

/** One item of an ingress or egress list. `at` is the item. */
export interface PolicyRule extends Subject {
  readonly policy: KubeObject;
  readonly flavour: PolicyFlavour;
  readonly direction: Direction;
  /** `log` goes on with the next rule. undefined when unknown. */
  readonly action: "allow" | "deny" | "pass" | "log" | undefined;
  /** Whether the policy enforces this direction at all (SEMANTICS N1, N5, T13); undefined when unknown. */
  readonly enforced: boolean | undefined;
  /** The item as written. */
  readonly body: Value;
  /** No peer list, or an empty one that means everybody (N7). */
  readonly anyPeer: boolean | undefined;
  readonly peers: readonly PolicyPeer[];
  /** No ports, or an empty list that means all (N7). */
  readonly anyPort: boolean | undefined;
  readonly ports: readonly PolicyPort[];
}

/** One peer of a rule. */
export interface PolicyPeer {
  /** `names` are DNS names; `other` is what this model does not read. */
  readonly kind: "pods" | "addresses" | "entity" | "names" | "nodes" | "other";
  readonly at: Place;
  readonly value: Value;
  /** Whether namespaces other than the policy's own can match: `own`, `all` (an empty selector) or some. */
  readonly namespaces: "own" | "all" | "some";
  readonly namespaceSelector: Selector | undefined;
  /** undefined: every pod of those namespaces. */
  readonly podSelector: Selector | undefined;
  /** CIDRs as written, for `addresses`. */
  readonly cidrs: readonly Value[];
  readonly except: readonly Value[];
}

export interface PolicyPort {
  readonly at: Place;
  readonly value: Value;
  /** `any` where absent means all of them (Cilium). */
  readonly protocol: "TCP" | "UDP" | "SCTP" | "any" | undefined;
  /** undefined: every port, or unknown; see `known`. */
  readonly port: number | string | undefined;
  readonly end: number | undefined;
  /** Where the port stands. */
  readonly portAt: Value | undefined;
  /** False when a part is unknown. */
  readonly known: boolean;
}

/** Half-open stretches over TCP 0-65535, then UDP, then SCTP. */
export type PortSet = readonly (readonly [from: number, to: number])[];

/** Somebody who connects or is connected to. */
export type Party =
  | Workload
  /** A pod that nobody has written yet: in the namespace of `in`, or in a namespace of its own. */
  | { readonly anyPod: true; readonly in?: KubeObject; readonly world: string }
  /** An address outside the cluster, or a CIDR. */
  | { readonly address: string; readonly world: string };

export interface Connection {
  /** Ports that are certainly allowed. */
  readonly sure: PortSet;
  /** Ports that are possibly allowed; nothing outside of it can pass. */
  readonly maybe: PortSet;
  /** The rules that let something through, those at the source and at the target. */
  readonly by: readonly PolicyRule[];
}

/** A connection that the manifests show a workload to need (SEMANTICS F1-F9). */
export interface Flow {
  readonly from: Workload;
  readonly to: Workload;
  readonly service: KubeObject;
  readonly ports: PortSet;
  /** As written in policies: the ports of the pods. */
  readonly targets: readonly { readonly protocol: "TCP" | "UDP" | "SCTP"; readonly port: number }[];
  readonly confidence: "high" | "medium";
  /** The text that names the service. */
  readonly at: Place;
}

/**
 * A connection in one direction that something besides a workload's own words shows to be needed (SEMANTICS F7-F12, F14): a gateway, a webhook,
 * a scrape, a load balancer, its own replicas, the API, a host outside, or a policy of the other side.
 */
export interface Need {
  readonly workload: Workload;
  /** A workload, every pod of a namespace, addresses, whoever comes from outside, any host outside, or the API server; undefined: nobody knows who. */
  readonly peer:
    | Workload
    | { readonly namespace: string }
    | { readonly cidrs: readonly string[] }
    | "anybody"
    | "internet"
    | "server"
    | undefined;
  /** As written in policies: the ports of the pods. Empty: all of them. */
  readonly targets: Flow["targets"];
  /** The name outside that is meant. */
  readonly host?: string;
  readonly way: "gateway" | "webhook" | "scrape" | "outside" | "replicas" | "api" | "host" | "policy";
  /** The text that shows it. */
  readonly at: Place;
}

export interface ConnectivityProject {
  /** The rules of a policy of any kind, in order. */
  rules(policy: KubeObject): readonly PolicyRule[];
  /** Policies of every kind that may apply in the namespace of `near`, or in the whole world. */
  policies(near: KubeObject): readonly KubeObject[];
  /** Those of them that select a workload's pods, or may. Ask this where one workload is judged: other policies' edits are none of its business. */
  bearing(workload: Workload): readonly KubeObject[];
  /** Whether there is any policy that may apply in the namespace of `near`. */
  guarded(near: KubeObject): boolean;
  /** The workloads of the namespace that an object is in, or is. */
  workloads(near: KubeObject): readonly Workload[];
  /** Whether a policy that nobody can place may act in the namespace of `near`. */
  hidden(near: KubeObject): boolean;
  /** Whether the world has any network policy at all. */
  used(near: KubeObject): boolean;
  /** Whether a policy enforces a direction for the pods that it selects (N1, C1, T13). */
  enforces(policy: KubeObject, direction: Direction): boolean | undefined;
  /** Whether a policy selects a workload's pods. */
  selects(policy: KubeObject, workload: Workload): boolean | undefined;
  /** Whether a policy selects every pod that its namespace has or will have. */
  selectsAll(policy: KubeObject): boolean | undefined;
  /** The workloads that may be in reach of a policy: those of its namespace, or of the world. */
  candidates(policy: KubeObject): readonly Workload[];
  /** Whether any policy cuts a party off in a direction, so that only what is allowed passes (N2). A namespace asks for pods to come. */
  isolated(party: Workload | KubeObject, direction: Direction): boolean | undefined;
  /** Whether more than half of a namespace's workloads are certainly isolated: asked of every workload, answered once. */
  mostlyIsolated(near: Workload, direction: Direction): boolean;
  /** What passes in one direction at `self`, whatever the other side's policies say. */
  passes(self: Party, peer: Party, direction: Direction, except?: readonly (PolicyRule | KubeObject)[]): Connection;
  /** What passes from one to the other: both sides have to agree (N6). `except` leaves rules or policies out. */
  connection(from: Party, to: Party, except?: readonly (PolicyRule | KubeObject)[]): Connection;
  /** The flows that a workload's own configuration names. */
  flowsFrom(workload: Workload): readonly Flow[];
  /** The flows of the world that end at a workload. */
  flowsTo(workload: Workload): readonly Flow[];
  /** What else a workload needs in a direction. */
  needs(workload: Workload, direction: Direction): readonly Need[];
  /** Whether everything that could name a flow of this workload is in view (F16). */
  flowsComplete(workload: Workload): boolean;
  /** Services whose selector picks the workload. */
  services(workload: Workload): readonly KubeObject[];
  /** Workloads that a Service selects. */
  backends(service: KubeObject): readonly Workload[];
  /** Whether one peer of `wide` admits all that `narrow` admits; undefined when not provable. */
  covers(wide: PolicyRule, narrow: PolicyRule): boolean | undefined;
  /** The pods that a peer admits among the workloads in view: `true` ones, and those that may be. */
  admitted(rule: PolicyRule, peer: PolicyPeer): { readonly sure: readonly Workload[]; readonly maybe: readonly Workload[] };
  /** Whether all workloads, policies and Services of the namespace of `near` are in view and their places known: only then is "there is none" true. */
  inventoried(near: KubeObject): boolean;
  /** Whether some Service or workload that may be in the namespace of `near` is known in part only, so that what it is for cannot be told. */
  blurred(near: KubeObject): boolean;
  /** `TCP 80, 443`. */
  describe(ports: PortSet): string;
}

export interface ConnectivitySubjects {
  /** `of` picks by flavour, or `flavour.direction`. */
  "policy.rule": PolicyRule;
}
