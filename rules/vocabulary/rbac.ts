/** Who may do what in a cluster: roles, their rules, and the bindings that give them (SEMANTICS R). */
import type { KubeObject, Workload } from "./kubernetes.js";
import type { Subject } from "./subject.js";
import type { Dict, List, Place, Value } from "./value.js";

/** A Role or ClusterRole. `at` and `full` are those of its object. */
export interface RbacRole extends Subject {
  readonly object: KubeObject;
  /** Rules as written; an aggregated role has none of its own (R8). */
  readonly rules: readonly RbacRule[];
  /** False when rules may be missing from view. */
  readonly complete: boolean;
}

/** One rule of a role. `at` is the rule, `full` its object. */
export interface RbacRule extends Subject {
  /** The Role or ClusterRole that it is written in. */
  readonly object: KubeObject;
  /** The role's rules, this one included, in order. */
  readonly siblings: () => readonly RbacRule[];
  readonly body: Dict;
  readonly verbs: readonly Value[];
  readonly apiGroups: readonly Value[];
  readonly resources: readonly Value[];
  readonly resourceNames: readonly Value[];
  readonly nonResourceUrls: readonly Value[];
  /** Whether resourceNames limit it; undefined when unknown. */
  readonly named: boolean | undefined;
  /** False when something unknown may add verbs, groups or resources. */
  readonly complete: boolean;
}

/** A RoleBinding or ClusterRoleBinding. `at` is its name. */
export interface RbacBinding extends Subject {
  readonly object: KubeObject;
  /** The kind and name of roleRef; undefined when unknown. */
  readonly roleKind: string | undefined;
  readonly roleName: string | undefined;
  /** Where roleRef.name stands, else roleRef. */
  readonly roleAt: Value | undefined;
  readonly subjects: readonly RbacSubject[];
  /** False when subjects may be missing from view. */
  readonly complete: boolean;
}

/** One subject of a binding. */
export interface RbacSubject {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  /** Value of `name`, else the item. */
  readonly nameAt: Value;
  readonly body: Dict;
  /** The list that it stands in, for edits. */
  readonly list: List;
  /** For service accounts: the namespace as written, else that of a RoleBinding; undefined when unknown. */
  readonly namespace: string | undefined;
  /** The account that it names, when both parts are known; also for users `system:serviceaccount:<namespace>:<name>` (R6). */
  readonly account: Account | undefined;
}

/** A service account by its namespace and name in one world. */
export interface Account {
  readonly world: string;
  /** As `KubeObject.namespaceKey`. */
  readonly namespaceKey: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What one rule of one bound role lets its holder do, as far as it is known. */
export interface Grant {
  readonly binding: RbacBinding;
  /** The rule that grants it; undefined for the rules of roles that every cluster has. */
  readonly rule: RbacRule | undefined;
  /** Name of the role that holds the rule, also through aggregation (R8). */
  readonly role: string;
  /** Where the grant is written: the rule, or the reference to a built-in role. */
  readonly at: Place;
  /** The only namespace in which it holds (R2); undefined for the whole cluster. */
  readonly namespaceKey: string | undefined;
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Empty for every name. */
  readonly resourceNames: readonly string[];
}

/** One step of a path by which a workload may end as master of the cluster. */
export interface EscalationStep {
  /** `can create pods that run as`, `can read the token of`, `may do everything`. */
  readonly how: string;
  /** Whose rights the step gains; undefined for the last, which is the cluster's. */
  readonly account: Account | undefined;
  readonly grant: Grant;
}

export interface RbacSubjects {
  /** `of` picks by kind (`Role`, `ClusterRole`), as for the two below. */
  "rbac.role": RbacRole;
  "rbac.rule": RbacRule;
  "rbac.binding": RbacBinding;
}

/** Questions about the grants of one world. */
export interface RbacProject {
  /** Bindings that refer to the role. */
  bindingsOf(role: KubeObject): readonly RbacBinding[];
  /** Whether an account certainly has no rights but discovery: every binding of its world is known in full, and none may mean it. */
  holdsNothing(account: Account, near: KubeObject): boolean;
  /** Whether every binding of the object's world is known in full: only then may a rule say that something is not bound. */
  sure(near: KubeObject): boolean;
  /** The declared role that a binding refers to. */
  roleOf(binding: RbacBinding): RbacRole | undefined;
  /** Whether every cluster has a ClusterRole of this name. */
  isBuiltin(clusterRole: string): boolean;
  /** What a binding gives to each of its subjects: the role's rules, aggregated ones included (R1, R2, R8). */
  grantsOf(binding: RbacBinding): readonly Grant[];
  /** Bindings that reach an account, also by its implicit groups (R6); discovery for everyone left out. */
  bindingsTo(account: Account): readonly RbacBinding[];
  /** Everything that they give it. */
  grantsTo(account: Account): readonly Grant[];
  /** The account that a workload's pods run as; undefined when unknown. */
  accountOf(workload: Workload): Account | undefined;
  /** Service accounts anywhere in the workspace whose annotation names the AWS role, by the role's name. */
  accountsOfRole(role: string): readonly KubeObject[];
  /** Workloads of the same world whose pods run as the account. */
  workloadsOf(account: Account): readonly Workload[];
  /** Whether pods get a token of their account that the API server takes (R9); undefined when unknown. */
  mountsToken(workload: Workload): boolean | undefined;
  /** The shortest way from a workload's account over other accounts to the whole cluster (R10, R11): at least two steps. */
  escalation(workload: Workload): readonly EscalationStep[] | undefined;
}
