/** The vocabulary of rules: what a rule is, what it is handed, what it yields, and how it edits. */

import type { AdmissionSubjects } from "./vocabulary/admission.js";
import type { AudienceProject } from "./vocabulary/audience.js";
import type { ConnectivityProject, ConnectivitySubjects } from "./vocabulary/connectivity.js";
import type { ActionTable, IamProject, IamSubjects, Statement } from "./vocabulary/iam.js";
import type { KubernetesProject, KubernetesSubjects } from "./vocabulary/kubernetes.js";
import type { MeshProject, MeshSubjects } from "./vocabulary/mesh.js";
import type { NetworkProject, NetworkSubjects } from "./vocabulary/network.js";
import type { RbacProject, RbacSubjects } from "./vocabulary/rbac.js";
import type { TerraformProject, TerraformSubjects } from "./vocabulary/terraform.js";
import type { Place } from "./vocabulary/value.js";
import type { PodsProject } from "./vocabulary/workload.js";

export type * from "./vocabulary/admission.js";
export type * from "./vocabulary/audience.js";
export type * from "./vocabulary/connectivity.js";
export type * from "./vocabulary/iam.js";
export type * from "./vocabulary/kubernetes.js";
export type * from "./vocabulary/mesh.js";
export type * from "./vocabulary/network.js";
export type * from "./vocabulary/rbac.js";
export type * from "./vocabulary/subject.js";
export type * from "./vocabulary/terraform.js";
export type * from "./vocabulary/value.js";
export type * from "./vocabulary/workload.js";

export type Severity = "error" | "warning" | "info";
/** Pillars and cross-cutting capabilities of CISA's Zero Trust Maturity Model 2.0. */
export type Pillar = "identity" | "devices" | "networks" | "workloads" | "data" | "visibility" | "automation";
/** Tenets of NIST SP 800-207, section 2.1. */
export type Tenet = "T1" | "T2" | "T3" | "T4" | "T5" | "T6" | "T7";
/** `safe` cannot remove access that is in use and may go into fix-all; `review` never does. */
export type FixLevel = "safe" | "review";

/** Every kind of subject, by the name that rules bind to. */
export interface Subjects
  extends RbacSubjects,
    TerraformSubjects,
    IamSubjects,
    NetworkSubjects,
    KubernetesSubjects,
    AdmissionSubjects,
    MeshSubjects,
    ConnectivitySubjects {}
export type SubjectKind = keyof Subjects;

/** What a rule may ask about the rest of the workspace. */
export interface Project extends AudienceProject {
  readonly rbac: RbacProject;
  readonly terraform: TerraformProject;
  readonly kubernetes: KubernetesProject;
  readonly mesh: MeshProject;
  /** Pod Security Standards. */
  readonly pods: PodsProject;
  readonly connectivity: ConnectivityProject;
  readonly network: NetworkProject;
  readonly actions: ActionTable;
  readonly iam: IamProject;
  /** Every trust statement of the workspace: roles live in other modules than the accounts that assume them. */
  trusts(): readonly Statement[];
}

export interface Rule<K extends SubjectKind = SubjectKind> {
  /** `family/bad-pattern`, its path below `rules/`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly pillar: Pillar;
  readonly tenet: readonly Tenet[];
  /** The widest level of its fixes. */
  readonly fixes: FixLevel | "none";
  readonly on: K;
  /** Narrows the subjects before `check` is called; the subject kind says what can be picked. */
  readonly of?: readonly string[];
  /**
   * Words of which the subject has one wherever the rule has something to say, so that it is not asked about the others: for a workload the keys
   * that are written in it, for a policy or a statement its use and its clauses (`Condition`).
   */
  readonly needs?: readonly string[];
  /** The same check elsewhere: `checkov:CKV_AWS_63`, `trivy:AWS-0057`, `kics:<query name>`, `pss-restricted`. */
  readonly refs: readonly string[];
  /** Reported only with `preset: strict`. */
  readonly strict?: boolean;
  /** Former ids, still honoured in configuration and suppressions. */
  readonly aliases?: readonly string[];
  check(subject: Subjects[K], project: Project): Iterable<Problem>;
}

/** Declares a rule; the subject's type follows from `on`. */
export function rule<K extends SubjectKind>(definition: Rule<K>): Rule<K> {
  return Object.freeze(definition);
}

/** Where a problem or an edit is: a place, a value, or a subject as a whole. */
export type Anchor = Place | { readonly at: Place; readonly origin?: Place };

export interface Problem {
  /** Inside the subject. A Located is reported where it is used. */
  readonly at: Anchor;
  /** What is wrong and why it matters: back-ticked user text, no trailing dot. */
  readonly what: string;
  /** Alternatives, preferred first; as a function where it takes work to find them, which is then done when somebody asks for them. */
  readonly fix?: Fix | readonly Fix[] | (() => readonly Fix[]);
  readonly related?: readonly Related[];
}

export interface Related {
  readonly at: Anchor;
  readonly what: string;
}

export interface Fix {
  readonly title: string;
  /** The rule's `fixes` level when absent; never wider. */
  readonly level?: FixLevel;
  edit(it: Editor): void;
}

/**
 * Edits on nodes: the editor finds the syntax at a place (HCL, JSON in HCL, YAML block or flow) and keeps style, comments and every untouched byte.
 * A target is a value or place that a subject gave; edits go to its `origin`.
 */
export interface Editor {
  /** Replaces a whole value. Outside Terraform, `code` as the value rewrites exactly the stretch of text at the target. */
  replace(target: Anchor, value: Data): void;
  /** Sets a key or nested path (`metadata_options.http_tokens`, or an array where keys hold dots) in a dict, object or block; makes what is missing. */
  set(target: Anchor, path: string | readonly string[], value: Data): void;
  /** Renames the key of an entry; the target is its `keyAt`. */
  rename(key: Place, name: string): void;
  /** Removes a list item, an entry (by key or value place) or a whole block or document. */
  remove(target: Anchor): void;
  /** Appends to a list; a single value where a list may stand becomes a list. */
  append(target: Anchor, ...values: readonly Data[]): void;
  /** Adds a Terraform block after the one at `near`, or a nested block with `insert`. */
  createBlock(near: Anchor, block: NewBlock): void;
  /** Adds a nested block at the end of the block at `target`. */
  insertBlock(target: Anchor, block: NewBlock): void;
  /** Adds a Kubernetes object near another: in its own stream after it, keys in the given order. In Terraform, as a kubernetes_manifest. */
  createObject(near: Anchor, object: { readonly [key: string]: Data }): void;
}

export interface NewBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: { readonly [key: string]: Data };
}

/** Plain data to be written. Undefined entries are left out. In a block body a NewBlock or an array of NewBlocks is written as nested blocks. */
export type Data = string | number | boolean | null | Code | NewBlock | readonly Data[] | { readonly [key: string]: Data | undefined };

/** An HCL expression written as it stands, e.g. a reference to another resource. */
export interface Code {
  readonly code: string;
}

export function code(text: string): Code {
  return { code: text };
}
