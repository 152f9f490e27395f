/** Cedar policies as rules see them, in files of their own and inside other configuration. */
import type { Subject } from "./subject.js";
import type { Place } from "./value.js";

/** One policy. `at` is its effect. */
export interface CedarPolicy extends Subject {
  readonly effect: "permit" | "forbid";
  readonly principal: CedarScope;
  readonly action: CedarScope;
  readonly resource: CedarScope;
  readonly conditions: readonly CedarCondition[];
  /** From the effect to the semicolon. */
  readonly place: Place;
  /** From the effect to the closing parenthesis of the scope. */
  readonly head: Place;
  /** Whether edits may go into the text as it stands. */
  readonly editable: boolean;
  /** Whether another policy of the same text forbids something. */
  readonly forbidden: boolean;
}

/** One of the three constraints in a policy's head. */
export interface CedarScope {
  /** Nothing but the variable: everybody, everything. */
  readonly open: boolean;
  /** `Group::"admins"`, as type and id. */
  readonly entities: readonly { readonly type: string; readonly id: string; readonly at: Place }[];
  /** `principal is User`. */
  readonly types: readonly string[];
  readonly at: Place;
}

export interface CedarCondition {
  readonly kind: "when" | "unless";
  /** The value of a condition that is a literal. */
  readonly constant: boolean | undefined;
  /** Dotted paths that it reads: `context.mfa`, `principal.department`. */
  readonly reads: readonly string[];
  readonly at: Place;
}

export interface CedarSubjects {
  "cedar.policy": CedarPolicy;
}
