/** The ClusterRoles that every cluster has, as far as escalation and narrowing need them (SEMANTICS R8). */

export interface BuiltinRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];

/** From Kubernetes' plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go. */
const viewRules: readonly BuiltinRule[] = [
  { apiGroups: [""], resources: ["pods", "services", "configmaps", "endpoints", "persistentvolumeclaims", "serviceaccounts"], verbs: read },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets", "daemonsets", "replicasets"], verbs: read },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: read },
];
const editRules: readonly BuiltinRule[] = [
  ...viewRules,
  {
    apiGroups: [""],
    resources: ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "services/proxy"],
    verbs: [...read, ...write],
  },
  { apiGroups: [""], resources: ["secrets"], verbs: read },
  { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate", ...write] },
  { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
  {
    apiGroups: [""],
    resources: ["pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "replicationcontrollers"],
    verbs: write,
  },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets", "daemonsets", "replicasets"], verbs: write },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: write },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: write },
];
const adminRules: readonly BuiltinRule[] = [
  ...editRules,
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: [...read, ...write] },
];

const table: ReadonlyMap<string, readonly BuiltinRule[]> = new Map<string, readonly BuiltinRule[]>([
  ["cluster-admin", [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]],
  ["admin", adminRules],
  ["edit", editRules],
  ["view", viewRules],
]);

/** The rules of a built-in role; none for those whose rules do not matter here. */
export function builtinRules(name: string): readonly BuiltinRule[] {
  return table.get(name) ?? [];
}

/** `system:` names belong to the control plane; distributions add their own, which nobody declares. */
export function isBuiltinRole(name: string): boolean {
  return table.has(name) || name.startsWith("system:");
}
