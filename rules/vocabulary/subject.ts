/** What every subject has: the thing a rule is handed and may report on. */
import type { Place } from "./value.js";

export interface Subject {
  /** What to underline when the subject as a whole lacks something. */
  readonly at: Place;
  /** The subject's whole text: problems must lie inside it. */
  readonly full: Place;
  /** How people call it: `aws_iam_policy.app`, `NetworkPolicy/prod/default-deny`. */
  readonly label: string;
}
