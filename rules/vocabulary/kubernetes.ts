/** Kubernetes objects as rules see them, whether written in YAML or as `kubernetes_*` resources in Terraform. */
import type { Subject } from "./subject.js";
import type { Dict, Place, Value } from "./value.js";

/** `at` is the value of metadata.name (of kind where there is no name); `full` the document or list item. */
export interface KubeObject extends Subject {
  readonly apiVersion: string;
  /** `""` for core. */
  readonly group: string;
  readonly kind: string;
  /** undefined when unknown or absent (generateName). */
  readonly name: string | undefined;
  /** Effective namespace (SEMANTICS W4); undefined when unknown or cluster-scoped. */
  readonly namespace: string | undefined;
  readonly namespaced: boolean;
  /**
   * Identity of the effective namespace for comparisons: equal strings are the same namespace of the same world.
   * An unknown namespace has a key of its own file or kustomization, and never equals a known one.
   */
  readonly namespaceKey: string;
  readonly body: Dict;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** False when a label is unknown or templated. */
  readonly labelsComplete: boolean;
  /** Written as yaml, or in Terraform. */
  readonly language: "yaml" | "terraform";
  /** The scope whose objects see each other; opaque. */
  readonly world: string;
}

/** Any object with a pod template (SEMANTICS W10); Pods themselves included. */
export interface Workload extends KubeObject {
  /** The pod spec. */
  readonly pod: Dict;
  /** The pod's metadata, if written. */
  readonly podMetadata: Dict | undefined;
  readonly podLabels: ReadonlyMap<string, string>;
  readonly podLabelsComplete: boolean;
  readonly podAnnotations: ReadonlyMap<string, string>;
  readonly containers: readonly Container[];
  /** `default` when absent; undefined when unknown. */
  readonly serviceAccountName: string | undefined;
}

export interface Container {
  readonly role: "container" | "init" | "ephemeral";
  readonly name: string | undefined;
  /** Value of `name`, else the item. */
  readonly at: Place;
  readonly body: Dict;
}

/** A parsed LabelSelector; `undefined` requirements parts are unknown values. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  /** False when some part is unknown: then `matches` answers undefined unless a known part already fails. */
  readonly complete: boolean;
}

export interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values: readonly string[];
  /** Where the key or expression stands. */
  readonly at: Place;
}

export interface KubernetesSubjects {
  /** `of` picks by kind (`PeerAuthentication`) or `group/Kind` (`security.istio.io/PeerAuthentication`). */
  "kube.object": KubeObject;
  /** `of` picks by kind. */
  "kube.workload": Workload;
}

/** Questions about the Kubernetes objects of one world. */
export interface KubernetesProject {
  /** Objects of a kind (or `group/Kind`) in the same world, in file order. */
  objects(near: KubeObject, pick: string): readonly KubeObject[];
  workloads(near: KubeObject): readonly Workload[];
  /** The same in the namespace that `near` is in, or is. Whoever asks this is not judged again for what happens in other namespaces. */
  objectsBeside(near: KubeObject, pick: string): readonly KubeObject[];
  workloadsBeside(near: KubeObject): readonly Workload[];
  /** The workload that an object is, if it has a pod template. It asks about nothing else. */
  workloadOf(object: KubeObject): Workload | undefined;
  /**
   * Whether an object of this kind that nobody can place may be in the namespace of `near`: a template whose kind is unknown, an object of the
   * kind whose namespace is, or one that another world has for the whole cluster. Then its absence cannot be asserted.
   */
  mayHide(near: KubeObject, pick: string): boolean;
  /** SEMANTICS W7: everything that could exist in the namespace is in view, so "does not exist" may be said. */
  closedWorld(near: KubeObject): boolean;
  /** The Namespace object of the namespace that `near` is in, or is, if its world declares it. Whoever asks hears nothing of other namespaces. */
  namespaceOf(near: KubeObject): KubeObject | undefined;
  /** Labels of a namespace by key of `namespaceKey`: those of its Namespace object plus W9; undefined when the Namespace is not declared. */
  namespaceLabels(near: KubeObject): ReadonlyMap<string, string> | undefined;
  /** Parses a LabelSelector value (S1-S6); `undefined` value means the field is absent and is the caller's to decide. */
  selector(value: Value): Selector;
  /** S1-S5; undefined when unknown. `complete` says whether `labels` is all there is. */
  matches(selector: Selector, labels: ReadonlyMap<string, string>, complete: boolean): boolean | undefined;
}
