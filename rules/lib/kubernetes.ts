/** Reading Kubernetes objects: policy types, ports, probable callers, and data for new objects. */
import type { Container, KubeObject, KubernetesProject, Workload } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { get, isComplete, items, number, text, texts } from "./value.js";

export interface PolicyTypes {
  readonly ingress: boolean;
  readonly egress: boolean;
}

/** Effective policyTypes of a NetworkPolicy (SEMANTICS N1); undefined when unknown. */
export function policyTypes(policy: KubeObject): PolicyTypes | undefined {
  const types = get(policy.body, "spec.policyTypes");
  const egress = get(policy.body, "spec.egress");
  if (!isComplete(types) || get(policy.body, "spec")?.kind === "unknown") return undefined;
  const listed = texts(types);
  if (listed.length > 0) return { ingress: listed.includes("Ingress"), egress: listed.includes("Egress") };
  if (egress !== undefined && egress.kind !== "list") return undefined;
  return { ingress: true, egress: items(egress).length > 0 };
}

/** Whether a NetworkPolicy selects every pod of its namespace (N, S6); undefined when unknown. */
export function selectsAll(policy: KubeObject, project: KubernetesProject): boolean | undefined {
  const selector = get(policy.body, "spec.podSelector");
  if (selector === undefined) return true;
  const parsed = project.selector(selector);
  if (parsed.requirements.length > 0) return false;
  return parsed.complete ? true : undefined;
}

/** Whether a NetworkPolicy selects a workload's pods; undefined when unknown. */
export function selects(policy: KubeObject, workload: Workload, project: KubernetesProject): boolean | undefined {
  const selector = get(policy.body, "spec.podSelector");
  return selector === undefined ? true : project.matches(project.selector(selector), workload.podLabels, workload.podLabelsComplete);
}

/** NetworkPolicies of the same namespace. */
export function policiesOf(near: KubeObject, project: KubernetesProject): readonly KubeObject[] {
  const key = near.kind === "Namespace" ? `${near.world}|${near.name}` : near.namespaceKey;
  return project.objects(near, "networking.k8s.io/NetworkPolicy").filter((it) => it.namespaceKey === key);
}

/** NetworkPolicies that name no namespace, written elsewhere: whoever applies them decides whether they belong here. */
export function unplacedPolicies(near: KubeObject, project: KubernetesProject): readonly KubeObject[] {
  return project
    .objects(near, "networking.k8s.io/NetworkPolicy")
    .filter((it) => it.namespace === undefined && it.namespaceKey !== near.namespaceKey);
}

/** Whether an egress rule lets DNS out; undefined when unknown. */
export function allowsDns(rule: Value): boolean | undefined {
  if (rule.kind !== "dict") return undefined;
  const ports = get(rule, "ports");
  if (ports === undefined) return true;
  if (!isComplete(ports)) return undefined;
  if (items(ports).length === 0) return true;
  let unknown = false;
  for (const it of items(ports)) {
    const port = get(it, "port");
    const known = number(port);
    const end = number(get(it, "endPort"));
    if (
      port === undefined ||
      known === 53 ||
      (known !== undefined && end !== undefined && known <= 53 && 53 <= end) ||
      /^(?:dns|domain)/.test(text(port) ?? "")
    )
      return true;
    if (port.kind === "unknown") unknown = true;
  }
  return unknown ? undefined : false;
}

/** The egress rule that lets pods resolve names, as data. */
export const dnsEgress = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
} as const;

/** Namespaces that the platform owns: their pods are not the workspace's to isolate. */
export function isSystemNamespace(name: string | undefined): boolean {
  return (
    name !== undefined &&
    /^(?:kube-system|kube-public|kube-node-lease|istio-system|linkerd|cert-manager|gatekeeper-system|kyverno|calico-system|tigera-operator)$/.test(
      name,
    )
  );
}

/**
 * Whether an object leaves its namespace to whoever applies its file, and no object of these kinds is written elsewhere in the same way: then
 * those of its own file, and of namespaces with names, are all that can be meant.
 */
export function appliedAlone(object: KubeObject, kinds: readonly string[], kubernetes: KubernetesProject): boolean {
  return (
    object.language === "yaml" &&
    object.namespace === undefined &&
    get(object.body, "metadata.namespace") === undefined &&
    !kinds.some((it) => kubernetes.mayHide(object, it))
  );
}

/** Kinds whose objects run pods. */
export const runningKinds = [
  "Pod",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Job",
  "CronJob",
  "DeploymentConfig",
  "Rollout",
];

/** Whether an object is, or may be, in a namespace that the platform owns. */
export function maybeSystem(object: KubeObject): boolean {
  const written = get(object.body, "metadata.namespace");
  return isSystemNamespace(object.namespace) || (object.namespace === undefined && written?.kind === "unknown");
}

/** A container's effective security setting: its own, else the pod's (SEMANTICS P1). */
export function security(workload: Workload, container: Container, field: string): Value | undefined {
  return get(container.body, ["securityContext", field]) ?? get(workload.pod, ["securityContext", field]);
}

/** Whether two objects are written in one folder: what lies elsewhere may be another installation, applied without this one. */
export function inOneFolder(a: KubeObject, b: KubeObject): boolean {
  const folder = ({ full }: KubeObject): string => full.unit.slice(0, full.unit.lastIndexOf("/") + 1);
  return folder(a) === folder(b);
}

/** Whether two objects are written in one file. */
export function inOneFile(a: KubeObject, b: KubeObject): boolean {
  return a.full.unit.split("#")[0] === b.full.unit.split("#")[0];
}
