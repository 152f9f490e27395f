/** Objects that are put into the default namespace by name. */
import { type KubeObject, type KubernetesProject, rule } from "../api.js";
import { get, isUnknown, text } from "../lib/value.js";

/** Kinds that run; each of them is reported. */
const running: ReadonlySet<string> = new Set(
  "Pod Deployment StatefulSet DaemonSet ReplicaSet ReplicationController Job CronJob DeploymentConfig Rollout PodTemplate".split(" "),
);
/** Kinds that belong to something that runs; the first of each is reported where nothing that runs is here. */
const belonging =
  "ServiceAccount PersistentVolumeClaim Service Endpoints EndpointSlice Ingress ConfigMap Secret Role RoleBinding NetworkPolicy LimitRange ResourceQuota HorizontalPodAutoscaler PodDisruptionBudget ControllerRevision Lease CSIStorageCapacity".split(
    " ",
  );
/** What Kubernetes keeps there itself. */
const shipped: ReadonlySet<string> = new Set(["kubernetes", "default", "kube-root-ca.crt"]);

export default rule({
  id: "segmentation/default-namespace",
  title: "Object in the default namespace",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: [...running, ...belonging],
  refs: [
    "checkov:CKV_K8S_21",
    "kube-linter:use-namespace",
    "kubescape:C-0061",
    "kubescape:C-0212",
    "trivy:KSV-0110",
    "kics:Using Default Namespace",
    "kics:Using Unrecommended Namespace",
    "kyverno:best-practices-disallow-default-namespace",
    "cis-k8s:5.7.4",
  ],

  *check(object, { kubernetes }) {
    // What a controller made is where its owner is.
    if (!isHere(object) || get(object.body, "metadata.ownerReferences") !== undefined) return;
    if (!running.has(object.kind) && (object.name === undefined || shipped.has(object.name) || !standsFor(object, kubernetes))) return;
    yield {
      at: get(object.body, "metadata.namespace") ?? object,
      what: `\`${object.name ?? "?"}\` shares the default namespace with whatever is applied without one: no boundary for identities, policies or quotas`,
    };
  },
});

/** Without a namespace, whoever applies the file decides; in Terraform it is the provider, and it says default. */
function isHere(object: KubeObject): boolean {
  const written = get(object.body, "metadata.namespace");
  const named = written === undefined ? object.language === "terraform" : text(written) === "default";
  return named && object.namespace === "default";
}

/** Whether an object is the first of its kind, and nothing that runs is there to be reported for all. */
function standsFor(object: KubeObject, kubernetes: KubernetesProject): boolean {
  if (kubernetes.workloads(object).some(isHere)) return false;
  const first = kubernetes
    .objects(object, object.kind)
    .find((it) => (isHere(it) || isUnknown(get(it.body, "metadata.namespace"))) && !shipped.has(it.name ?? ""));
  return first?.full === object.full;
}
