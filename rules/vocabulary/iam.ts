/** AWS policy statements as rules see them, whatever they were written in. */
import type { Subject } from "./subject.js";
import type { TerraformBlock } from "./terraform.js";
import type { Dict, Place, Value } from "./value.js";

/** What a policy is for, by the attribute or reference that uses it. */
export type PolicyUse = "identity" | "resource" | "trust" | "boundary" | "scp" | "unknown";

/** A whole policy document. `at` is the attribute value (or the data block's header). */
export interface PolicyDocument extends Subject {
  readonly use: PolicyUse;
  /** The resource it is written in, or the data block. */
  readonly owner: TerraformBlock;
  /** The resources that use it: the owner itself, or those that refer to the data block. */
  readonly users: readonly TerraformBlock[];
  /** `json` for jsonencode, heredoc and file(); `document` for aws_iam_policy_document. */
  readonly spelling: "json" | "document";
  readonly body: Dict;
  readonly version: Value | undefined;
  readonly statements: readonly Statement[];
  /** False when statements may be missing from view. */
  readonly complete: boolean;
  /**
   * What the document says once its sources and overrides are merged by sid, as the provider does; `statements` where it merges nothing.
   * An Allow that an unknown sid may override is left out, a Deny stays.
   */
  readonly effective: readonly Statement[];
  /** False when the merge may say more or less than is seen. */
  readonly effectiveComplete: boolean;
  /** Statements that a later one of the same sid replaces, each with the one that does. */
  readonly replaced: readonly Replaced[];
}

export interface Replaced {
  readonly statement: Statement;
  readonly by: Statement;
}

/** Who acts in an account, with all that is attached to it. */
export interface IamPrincipal {
  readonly kind: "role" | "user" | "group" | "permission set";
  readonly block: TerraformBlock;
  /** Policies written in the workspace: inline, attached, and those of a user's groups. */
  readonly documents: readonly PolicyDocument[];
  /** Policies of AWS, by the end of their ARN (`AdministratorAccess`, `service-role/AWSLambdaBasicExecutionRole`). */
  readonly managed: readonly ManagedPolicy[];
  /** False when more may be attached than is seen. */
  readonly complete: boolean;
  /** Whether a permissions boundary is set, known or not. */
  readonly bounded: boolean;
}

export interface ManagedPolicy {
  readonly name: string;
  readonly value: Value;
  readonly owner: TerraformBlock;
}

/** Questions about the principals of one root module tree. */
export interface IamProject {
  principals(near: TerraformBlock): readonly IamPrincipal[];
  /** The principal that a block declares. */
  principal(block: TerraformBlock): IamPrincipal | undefined;
  /** The document that a statement is part of. */
  documentOf(statement: Statement): PolicyDocument | undefined;
}

/** One statement. `at` is its effect, sid or action, whichever is written first; `full` reaches over the owner block. */
export interface Statement extends Subject {
  readonly use: PolicyUse;
  readonly owner: TerraformBlock;
  readonly users: readonly TerraformBlock[];
  readonly spelling: "json" | "document";
  readonly body: Dict;
  /** Place of the whole statement. */
  readonly place: Place;
  readonly sid: Value | undefined;
  /** `Allow` where a document leaves it out; undefined when unknown. */
  readonly effect: "Allow" | "Deny" | undefined;
  /** Single values are lists of one. The containers of values, for edits: `clause`. */
  readonly actions: readonly Value[];
  readonly notActions: readonly Value[];
  readonly resources: readonly Value[];
  readonly notResources: readonly Value[];
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
  /** The written attribute, e.g. the list of `Action`; undefined when absent. */
  clause(name: "Action" | "NotAction" | "Resource" | "NotResource" | "Principal" | "NotPrincipal" | "Condition"): Value | undefined;
  /** False when something unknown may add actions, principals or conditions. */
  readonly complete: boolean;
}

export interface Principal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for a bare "*". undefined when unknown. */
  readonly type: string | undefined;
  readonly value: Value;
}

export interface Condition {
  /** `StringEquals`, `ForAllValues:StringLike`, `BoolIfExists`, ... undefined when unknown. */
  readonly operator: string | undefined;
  readonly operatorAt: Place;
  /** The condition key, e.g. `aws:SourceArn`; a Value because it may be a template with holes. */
  readonly key: Value;
  readonly values: readonly Value[];
  /** The whole condition (block, or entry of the operator map). */
  readonly at: Place;
  readonly origin: Place;
}

export interface IamSubjects {
  "iam.policy": PolicyDocument;
  /** Every statement that is not a trust statement. */
  "iam.statement": Statement;
  /** Statements of assume_role_policy and of documents used as such. */
  "trust.statement": Statement;
}

export type AccessLevel = "List" | "Read" | "Write" | "Permissions management" | "Tagging";

export interface Action {
  /** `s3:GetObject`, in AWS's own capitals. */
  readonly name: string;
  readonly level: AccessLevel;
  /** Resource type names of the service authorization reference (`bucket`, `object`); empty when only `*` is possible. */
  readonly resourceTypes: readonly string[];
}

export interface ServiceResource {
  readonly name: string;
  /** ARN pattern with `${Partition}`-style variables as `*`. */
  readonly arn: string;
}

/** The distilled service authorization reference. Names and patterns match without case. */
export interface ActionTable {
  /** Every action that the pattern (`s3:*`, `ec2:Describe*`, `*`) names; empty when it names none. */
  expand(pattern: string): readonly Action[];
  find(name: string): Action | undefined;
  hasService(prefix: string): boolean;
  resourceTypes(service: string): readonly ServiceResource[];
  /** Actions of the service that can be limited to an ARN of this shape (`arn:aws:s3:::b/*`); undefined when the shape is unknown. */
  forArn(service: string, arn: string): readonly Action[] | undefined;
}
