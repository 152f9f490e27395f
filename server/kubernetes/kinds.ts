/** What is known of kinds: their scope (SEMANTICS W8), where pod templates are (W10), and what may create objects out of view (W7). */

/** Groups whose every kind is known, each with its cluster-scoped kinds; all others of the group are namespaced. */
const groups: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    "": ["Namespace", "Node", "PersistentVolume", "ComponentStatus"],
    apps: [],
    batch: [],
    extensions: ["PodSecurityPolicy"],
    autoscaling: [],
    policy: ["PodSecurityPolicy"],
    "networking.k8s.io": ["IngressClass", "IPAddress", "ServiceCIDR", "ClusterNetworkPolicy"],
    "policy.networking.k8s.io": ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"],
    "gateway.networking.k8s.io": ["GatewayClass"],
    "discovery.k8s.io": [],
    "events.k8s.io": [],
    "coordination.k8s.io": [],
    "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
    "authorization.openshift.io": ["ClusterRole", "ClusterRoleBinding"],
    "admissionregistration.k8s.io": [
      "MutatingWebhookConfiguration",
      "ValidatingWebhookConfiguration",
      "ValidatingAdmissionPolicy",
      "ValidatingAdmissionPolicyBinding",
      "MutatingAdmissionPolicy",
      "MutatingAdmissionPolicyBinding",
    ],
    "apiextensions.k8s.io": ["CustomResourceDefinition"],
    "apiregistration.k8s.io": ["APIService"],
    "storage.k8s.io": ["StorageClass", "VolumeAttachment", "CSIDriver", "CSINode", "VolumeAttributesClass"],
    "snapshot.storage.k8s.io": ["VolumeSnapshotClass", "VolumeSnapshotContent"],
    "scheduling.k8s.io": ["PriorityClass"],
    "node.k8s.io": ["RuntimeClass"],
    "resource.k8s.io": ["DeviceClass", "ResourceSlice"],
    "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
    "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
    "metrics.k8s.io": [],
    "kustomize.config.k8s.io": [],
    "security.istio.io": [],
    "networking.istio.io": [],
    "telemetry.istio.io": [],
    "extensions.istio.io": [],
    "policy.linkerd.io": [],
    "linkerd.io": [],
    "split.smi-spec.io": [],
    "cilium.io": [
      "CiliumClusterwideNetworkPolicy",
      "CiliumClusterwideEnvoyConfig",
      "CiliumNode",
      "CiliumIdentity",
      "CiliumEgressGatewayPolicy",
      "CiliumLoadBalancerIPPool",
      "CiliumCIDRGroup",
      "CiliumBGPClusterConfig",
      "CiliumL2AnnouncementPolicy",
      "CiliumExternalWorkload",
    ],
    "crd.projectcalico.org": [
      "GlobalNetworkPolicy",
      "GlobalNetworkSet",
      "HostEndpoint",
      "IPPool",
      "Tier",
      "FelixConfiguration",
      "BGPConfiguration",
      "BGPPeer",
      "ClusterInformation",
      "StagedGlobalNetworkPolicy",
      "KubeControllersConfiguration",
    ],
    "projectcalico.org": [
      "GlobalNetworkPolicy",
      "GlobalNetworkSet",
      "HostEndpoint",
      "IPPool",
      "Tier",
      "FelixConfiguration",
      "BGPConfiguration",
      "BGPPeer",
      "ClusterInformation",
      "StagedGlobalNetworkPolicy",
      "KubeControllersConfiguration",
      "GlobalAlert",
      "GlobalReport",
      "Profile",
    ],
    "crd.antrea.io": ["ClusterNetworkPolicy", "ClusterGroup", "Tier", "ExternalIPPool", "Egress", "ExternalNode", "Traceflow", "IPPool"],
    "cert-manager.io": ["ClusterIssuer"],
    "acme.cert-manager.io": [],
    "trust.cert-manager.io": ["Bundle"],
    "policy.cert-manager.io": ["CertificateRequestPolicy"],
    "external-secrets.io": ["ClusterSecretStore", "ClusterExternalSecret", "ClusterPushSecret"],
    "secrets-store.csi.x-k8s.io": [],
    "bitnami.com": [],
    "secrets.hashicorp.com": [],
    "kyverno.io": ["ClusterPolicy", "ClusterCleanupPolicy", "GlobalContextEntry"],
    "policies.kyverno.io": ["ValidatingPolicy", "MutatingPolicy", "GeneratingPolicy", "DeletingPolicy", "ImageValidatingPolicy"],
    "templates.gatekeeper.sh": ["ConstraintTemplate"],
    "mutations.gatekeeper.sh": ["Assign", "AssignMetadata", "ModifySet", "AssignImage"],
    "config.gatekeeper.sh": [],
    "spire.spiffe.io": ["ClusterSPIFFEID", "ClusterFederatedTrustDomain", "ClusterStaticEntry"],
    "monitoring.coreos.com": [],
    "keda.sh": ["ClusterTriggerAuthentication"],
    "karpenter.sh": ["NodePool", "NodeClaim"],
    "karpenter.k8s.aws": ["EC2NodeClass"],
    "vpcresources.k8s.aws": [],
    "metallb.io": [],
    "velero.io": [],
    "traefik.io": [],
    "traefik.containo.us": [],
    "route.openshift.io": [],
    "security.openshift.io": ["SecurityContextConstraints"],
    "tailscale.com": ["Connector", "ProxyClass", "ProxyGroup", "DNSConfig", "Tailnet"],
    "source.toolkit.fluxcd.io": [],
    "kustomize.toolkit.fluxcd.io": [],
    "notification.toolkit.fluxcd.io": [],
    "image.toolkit.fluxcd.io": [],
    "helm.toolkit.fluxcd.io": [],
    "argoproj.io": ["ClusterWorkflowTemplate", "ClusterAnalysisTemplate"],
    "serving.knative.dev": [],
  }).map(([group, kinds]) => [group, new Set(kinds)]),
);

/** undefined for kinds that the table does not hold: every Gatekeeper constraint is cluster-scoped, other unknown kinds are open. */
export function isNamespaced(group: string, kind: string): boolean | undefined {
  if (group === "constraints.gatekeeper.sh") return false;
  const clusterScoped = groups.get(group);
  return clusterScoped && !clusterScoped.has(kind);
}

/** Kinds that bring objects from elsewhere into a namespace. */
const importers: ReadonlySet<string> = new Set([
  "helm.toolkit.fluxcd.io/HelmRelease",
  "helm.cattle.io/HelmChart",
  "k3s.cattle.io/Addon",
  "argoproj.io/Application",
  "argoproj.io/ApplicationSet",
  "kustomize.toolkit.fluxcd.io/Kustomization",
  "fleet.cattle.io/GitRepo",
]);

/** Whether an object of this kind may bring pods or policies into view's blind spot; `undeclared` kinds may be operators' inputs. */
export function mayCreateObjects(group: string, kind: string): boolean {
  return importers.has(`${group}/${kind}`) || isNamespaced(group, kind) === undefined;
}

/** Path of the pod (its metadata and spec) in a workload; `[]` for a Pod itself. */
export function podPath(group: string, kind: string): readonly string[] | undefined {
  return pods.get(`${group}/${kind}`);
}

const template = ["spec", "template"];
const pods: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["/Pod", []],
  ["/PodTemplate", ["template"]],
  ["/ReplicationController", template],
  ["apps/Deployment", template],
  ["apps/StatefulSet", template],
  ["apps/DaemonSet", template],
  ["apps/ReplicaSet", template],
  ["extensions/Deployment", template],
  ["extensions/DaemonSet", template],
  ["extensions/ReplicaSet", template],
  ["apps.openshift.io/DeploymentConfig", template],
  ["/DeploymentConfig", template],
  ["batch/Job", template],
  ["batch/CronJob", ["spec", "jobTemplate", "spec", "template"]],
  ["serving.knative.dev/Service", template],
  ["serving.knative.dev/Configuration", template],
  ["serving.knative.dev/Revision", []],
  ["argoproj.io/Rollout", template],
]);
