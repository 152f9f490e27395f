/** Objects whose kind is written in a way that the API server does not know: what they describe is not there. */
import { rule } from "../api.js";
import { get, misspelt, text } from "../lib/value.js";

export default rule({
  id: "admission/misspelt-kind",
  title: "Kind that the API does not have",
  pillar: "automation",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  refs: [],

  *check(object) {
    const known = kinds.get(object.group);
    if (known === undefined || known.includes(object.kind)) return;
    const written = get(object.body, "kind");
    if (written === undefined || text(written) !== object.kind) return;
    const plain = object.kind.toLowerCase();
    const meant = known.find((it) => it.toLowerCase() === plain || (plain.length > 5 && misspelt(it.toLowerCase(), plain)));
    if (meant === undefined) return;
    yield {
      at: written,
      what: `There is no kind \`${object.kind}\`, only \`${meant}\`: the API server refuses the object, and what it says about access or protection does not hold`,
      fix: { title: `Write \`${meant}\``, edit: (it) => it.replace(written, meant) },
    };
  },
});

/** The kinds of the groups that decide on access and on what runs. */
const kinds: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "": "Pod Service ServiceAccount Secret ConfigMap Namespace Node Endpoints LimitRange ResourceQuota ReplicationController PersistentVolume PersistentVolumeClaim PodTemplate Event Binding",
    apps: "Deployment StatefulSet DaemonSet ReplicaSet ControllerRevision",
    batch: "Job CronJob",
    "rbac.authorization.k8s.io": "Role RoleBinding ClusterRole ClusterRoleBinding",
    "networking.k8s.io": "NetworkPolicy Ingress IngressClass IPAddress ServiceCIDR",
    "policy.networking.k8s.io": "AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy",
    "admissionregistration.k8s.io":
      "ValidatingWebhookConfiguration MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
    "certificates.k8s.io": "CertificateSigningRequest ClusterTrustBundle PodCertificateRequest",
    "security.istio.io": "AuthorizationPolicy PeerAuthentication RequestAuthentication",
  }).map(([group, names]) => [group, names.split(" ")]),
);
