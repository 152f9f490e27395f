/** What decides on a request before the cluster accepts it: the API server's own flags, and every engine that says yes or no. */
import type { CedarSubjects } from "./cedar.js";
import type { DocumentSubjects } from "./documents.js";
import type { KubeObject } from "./kubernetes.js";
import type { RegoSubjects } from "./rego.js";
import type { Subject } from "./subject.js";
import type { Place, Value } from "./value.js";

export type * from "./cedar.js";
export type * from "./documents.js";
export type * from "./rego.js";

/** One flag of a command line. */
export interface CommandFlag {
  /** `true` for a flag without a value; undefined when unknown. */
  readonly value: string | undefined;
  /** The word, or the value's word where it stands apart. */
  readonly at: Place;
  /** What an edit replaces, and the text before the value in it. */
  readonly word: Value;
  readonly prefix: string;
  /** A list that is given several times: each of its flags, this last one included. All of their values are in `value`. */
  readonly pieces?: readonly CommandFlag[];
  /** A list to which something unknown may add: what it lacks is not known. */
  readonly open?: true;
}

/** A kube-apiserver: a container that runs it, or kubeadm's configuration of it. `at` is the word or key that names it. */
export interface ApiServer extends Subject {
  /** Where its flags are written: words of a command, a map, or a list of name and value. */
  readonly spelling: "command" | "map" | "list";
  readonly flags: ReadonlyMap<string, CommandFlag>;
  /** False when a flag may be set out of view. */
  readonly complete: boolean;
  /** What further flags are added to. */
  readonly list: Value;
  /** Minor version of Kubernetes 1; undefined when unknown. */
  readonly minor: number | undefined;
}

/** The engine that judges. */
export type AdmissionEngine = "kyverno" | "gatekeeper" | "validating-admission-policy" | "webhook";

/**
 * One thing that judges requests: a Kyverno policy, a Gatekeeper constraint, a binding of a ValidatingAdmissionPolicy, one webhook of a
 * configuration. SEMANTICS D1-D3.
 */
export interface AdmissionControl extends Subject {
  readonly engine: AdmissionEngine;
  readonly object: KubeObject;
  /** The policy, binding or webhook by name; undefined when unknown. */
  readonly name: string | undefined;
  /** What happens to a request that breaks it. */
  readonly onViolation: readonly Verdict[];
  /** What happens when the engine does not answer; undefined where the engine has no say. */
  readonly onFailure: Verdict | undefined;
  readonly exclusions: readonly Exclusion[];
  /** The entry of a webhook configuration. */
  readonly webhook: Value | undefined;
}

/** `deny` refuses the request, `admit` lets it pass, perhaps with a note; undefined when unknown. */
export interface Verdict {
  readonly outcome: "deny" | "admit" | undefined;
  /** The word that says so, as written; undefined when a default does. */
  readonly said: string | undefined;
  /** The value, or the key that lacks it. */
  readonly at: Place;
  /** The rule of the policy that it is about, by name. */
  readonly rule: string | undefined;
  /** Where an edit sets it: a dict and the key in it, or the list that holds the words. */
  readonly target: Value;
  readonly key: string | undefined;
}

/** Something that the control does not judge, or judges less strictly. */
export interface Exclusion {
  readonly kind: "namespaces" | "namespace-selector" | "object-selector" | "groups" | "roles" | "users" | "override" | "condition";
  readonly at: Place;
  /** The single names of a list, or undefined for an expression. */
  readonly names: readonly Value[];
  /** The whole list item, selector or entry. */
  readonly value: Value;
}

export interface AdmissionSubjects extends RegoSubjects, CedarSubjects, DocumentSubjects {
  "kube.apiserver": ApiServer;
  /** `of` picks by engine. */
  "admission.control": AdmissionControl;
}
