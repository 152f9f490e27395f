/** Rego as rules see it, in files of its own and inside Kubernetes objects: v0 and v1 alike. Every node knows where it stands. */
import type { KubeObject } from "./kubernetes.js";
import type { Subject } from "./subject.js";
import type { Place } from "./value.js";

/** One policy text. `at` is its package, else its first rule. */
export interface RegoModule extends Subject {
  /** `shop.authz`; undefined when it is missing. */
  readonly package: string | undefined;
  readonly imports: readonly RegoImport[];
  readonly rules: readonly RegoRule[];
  /** False when something could not be read: then nothing is certainly absent. */
  readonly complete: boolean;
  /** A file of its own, the code of a Gatekeeper template, or data of a ConfigMap. */
  readonly use: "file" | "template" | "config";
  /** The object that holds it. */
  readonly owner: KubeObject | undefined;
  /** Tests of policies, which may well allow everything. */
  readonly test: boolean;

  /** Whether edits may go into the text as it stands. */
  readonly editable: boolean;
}

export interface RegoImport {
  readonly path: string;
  /** The name that the text uses for it. */
  readonly name: string;
  readonly at: Place;
}

export interface RegoRule {
  /** `allow`, `result.allowed`; the static part of the head. */
  readonly name: string;
  readonly nameAt: Place;
  readonly at: Place;
  /** From the first character of the head to the last before the body. */
  readonly headAt: Place;
  readonly isDefault: boolean;
  /** Parameters of a function. */
  readonly args: readonly RegoNode[] | undefined;
  /** `deny[msg]`, `deny contains msg`. */
  readonly key: RegoNode | undefined;
  /** undefined stands for `true`. */
  readonly value: RegoNode | undefined;
  /** The body and those of its `else` branches; no body at all is unconditional. */
  readonly branches: readonly RegoBranch[];
}

export interface RegoBranch {
  readonly value: RegoNode | undefined;
  readonly body: readonly RegoNode[];
}

export type RegoNode =
  | { readonly kind: "text"; readonly at: Place; readonly known: string }
  | { readonly kind: "number"; readonly at: Place; readonly known: number }
  | { readonly kind: "flag"; readonly at: Place; readonly known: boolean }
  | { readonly kind: "null"; readonly at: Place }
  /** `input.request.path[0]`: `name` is its leading dotted part, `steps` what follows in brackets. */
  | { readonly kind: "ref"; readonly at: Place; readonly name: string; readonly steps: readonly RegoNode[] }
  | { readonly kind: "call"; readonly at: Place; readonly name: string; readonly nameAt: Place; readonly args: readonly RegoNode[] }
  | { readonly kind: "array" | "set"; readonly at: Place; readonly items: readonly RegoNode[] }
  | { readonly kind: "object"; readonly at: Place; readonly entries: readonly { readonly key: RegoNode; readonly value: RegoNode }[] }
  | { readonly kind: "comprehension"; readonly at: Place; readonly head: readonly RegoNode[]; readonly body: readonly RegoNode[] }
  /** Assignments, comparisons, arithmetic and `in`, by their operator. */
  | { readonly kind: "infix"; readonly at: Place; readonly operator: string; readonly left: RegoNode; readonly right: RegoNode }
  | { readonly kind: "not"; readonly at: Place; readonly inner: RegoNode }
  | { readonly kind: "some"; readonly at: Place; readonly names: readonly RegoNode[]; readonly within: RegoNode | undefined }
  | { readonly kind: "every"; readonly at: Place; readonly within: RegoNode; readonly body: readonly RegoNode[] }
  /** Text that could not be read. */
  | { readonly kind: "unknown"; readonly at: Place };

export interface RegoSubjects {
  /** `of` picks by use. */
  "rego.module": RegoModule;
}
