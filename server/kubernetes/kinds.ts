/** What is known of kinds: scope, and where pod templates are (SEMANTICS W8, W10). */

const clusterScoped: ReadonlySet<string> = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "StorageClass",
  "VolumeAttachment",
  "CSIDriver",
  "CSINode",
  "IngressClass",
  "PriorityClass",
  "RuntimeClass",
  "CertificateSigningRequest",
  "FlowSchema",
  "PriorityLevelConfiguration",
  "PodSecurityPolicy",
  "GatewayClass",
  "ClusterIssuer",
  "AdminNetworkPolicy",
  "BaselineAdminNetworkPolicy",
  "ClusterNetworkPolicy",
  "CiliumClusterwideNetworkPolicy",
  "GlobalNetworkPolicy",
  "ClusterPolicy",
  "ClusterSPIFFEID",
  "ClusterFederatedTrustDomain",
  "ClusterSecretStore",
  "ClusterExternalSecret",
  "ConstraintTemplate",
]);

export function isNamespaced(kind: string): boolean {
  return !clusterScoped.has(kind);
}

/** Path of the pod (its metadata and spec) in a workload; `[]` for a Pod itself. */
export function podPath(group: string, kind: string): readonly string[] | undefined {
  switch (kind) {
    case "Pod":
      return group === "" ? [] : undefined;
    case "PodTemplate":
      return group === "" ? ["template"] : undefined;
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
    case "ReplicaSet":
      return group === "apps" || group === "extensions" ? ["spec", "template"] : undefined;
    case "ReplicationController":
      return group === "" ? ["spec", "template"] : undefined;
    case "Job":
      return group === "batch" ? ["spec", "template"] : undefined;
    case "CronJob":
      return group === "batch" ? ["spec", "jobTemplate", "spec", "template"] : undefined;
    case "Service":
    case "Configuration":
      return group === "serving.knative.dev" ? ["spec", "template"] : undefined;
    case "Rollout":
      return group === "argoproj.io" ? ["spec", "template"] : undefined;
    default:
      return undefined;
  }
}
