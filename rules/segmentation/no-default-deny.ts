/** Namespaces whose pods accept connections from anywhere. */
import { type Data, rule } from "../api.js";
import { dnsEgress, isSystemNamespace, policiesOf, policyTypes, selectsAll, unplacedPolicies } from "../lib/kubernetes.js";
import { get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/no-default-deny",
  title: "Namespace without default deny",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["Namespace"],
  refs: ["checkov:CKV2_K8S_6", "kubescape:C-0260", "kubescape:C-0054", "kube-linter:non-isolated-pod", "nsa-k8s", "trivy:KSV-0038"],

  *check(namespace, project) {
    const { kubernetes } = project;
    if (
      namespace.name === undefined ||
      isSystemNamespace(namespace.name) ||
      !kubernetes.closedWorld(namespace) ||
      kubernetes.mayHide(namespace, "networking.k8s.io/NetworkPolicy")
    )
      return;
    const workloads = kubernetes.workloads(namespace).filter((it) => it.namespace === namespace.name);
    const policies = [...policiesOf(namespace, kubernetes), ...unplacedPolicies(namespace, kubernetes)];
    if (workloads.length === 0) return;
    const verdicts = policies.map((it) =>
      policyTypes(it) === undefined || selectsAll(it, kubernetes) === undefined
        ? undefined
        : policyTypes(it)?.ingress === true && selectsAll(it, kubernetes) === true,
    );
    if (verdicts.some((it) => it !== false) || foreign.some((kind) => kubernetes.objects(namespace, kind).length > 0)) return;
    const open = policies.some((it) => items(get(it.body, "spec.ingress")).length > 0);
    const object = (name: string, spec: { readonly [key: string]: Data }): { readonly [key: string]: Data } => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name, namespace: namespace.name ?? "" },
      spec,
    });
    yield {
      at: namespace,
      what: `Every pod of \`${namespace.name}\` accepts connections from every other pod of the cluster: no policy denies by default`,
      related: workloads.slice(0, 3).map((it) => ({ at: it, what: `\`${it.label}\` is reachable` })),
      fix: [
        {
          title: "Deny ingress by default",
          edit: (it) => it.createObject(namespace, object("default-deny", { podSelector: {}, policyTypes: ["Ingress"] })),
        },
        {
          title: open ? "Deny ingress and egress by default, DNS allowed" : "Deny all traffic by default, DNS allowed",
          edit: (it) => {
            it.createObject(namespace, object("default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }));
            it.createObject(namespace, object("allow-dns", { podSelector: {}, policyTypes: ["Egress"], egress: [dnsEgress] }));
          },
        },
      ],
    };
  },
});

/** Kinds that may isolate in ways of their own. */
const foreign = [
  "CiliumNetworkPolicy",
  "CiliumClusterwideNetworkPolicy",
  "GlobalNetworkPolicy",
  "AdminNetworkPolicy",
  "BaselineAdminNetworkPolicy",
  "ClusterNetworkPolicy",
];
