/** Who a policy on a resource reaches once its conditions, the other statements and the guards around the resource are weighed. */
import type { Condition, PolicyDocument, Principal, Statement } from "./iam.js";
import type { TerraformBlock } from "./terraform.js";

/**
 * How far an Allow statement reaches:
 * `open` anybody, or any AWS account; `service` any account that comes through a named AWS service; `limited` conditions keep strangers out;
 * `unknown` something out of view may.
 */
export type Reach = "open" | "service" | "limited" | "unknown";

/** The audience of one Allow statement. */
export interface Audience {
  readonly statement: Statement;
  /** Principals that anybody is: `*`, `arn:aws:iam::*:role/app`; the exceptions of NotPrincipal, which leave everyone else. */
  readonly everyone: readonly Principal[];
  /** What conditions, denials and the resource's own guards leave of everyone. Meaningless when `everyone` is empty. */
  readonly reach: Reach;
  /** AWS services, which act for whoever configured them. */
  readonly services: readonly Principal[];
  /** Whether a condition says for which source or account a service may act; undefined when it cannot be told. */
  readonly sourced: boolean | undefined;
  /** Conditions that look like a limit and keep nobody out, with the reason. */
  readonly hollow: readonly HollowCondition[];
}

export interface HollowCondition {
  readonly condition: Condition;
  readonly why: string;
}

export interface AudienceProject {
  /** The audience of every Allow statement of a policy on a resource; none for policies of identities. */
  audiences(policy: PolicyDocument): readonly Audience[];
  /** The S3 public access blocks of the bucket that a policy, ACL or website belongs to: `full` when one certainly holds all of `settings`. */
  accessBlock(near: TerraformBlock, ...settings: readonly string[]): AccessBlock;
}

export interface AccessBlock {
  readonly found: readonly TerraformBlock[];
  /** Whether the settings hold: undefined when it cannot be told. */
  readonly holds: boolean | undefined;
}
