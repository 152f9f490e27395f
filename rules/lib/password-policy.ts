/** Numbers in the password policy of an account. */
import type { Problem } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import { get, number } from "./value.js";

export interface Bound {
  readonly attribute: string;
  /** Whether a value is strong enough. */
  readonly enough: (value: number) => boolean;
  /** What to say where it is absent, and of a known value that is not enough. */
  readonly absent: string;
  readonly weak: (value: number) => string;
  readonly better: number;
  /** The title of the fix. */
  readonly title: string;
}

/** A bound that is absent, or known to be too weak. */
export function* weaker(policy: TerraformBlock, bound: Bound): Iterable<Problem> {
  const value = get(policy.body, bound.attribute);
  const known = number(value);
  if (value !== undefined && (known === undefined || bound.enough(known))) return;
  yield {
    at: value ?? policy,
    what: known === undefined ? `Without \`${bound.attribute}\` ${bound.absent}` : bound.weak(known),
    fix: { title: bound.title, edit: (it) => it.set(policy, bound.attribute, bound.better) },
  };
}
