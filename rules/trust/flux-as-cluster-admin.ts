/** Flux objects of a tenant that are reconciled with the rights of the controller. */
import { type KubeObject, rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "trust/flux-as-cluster-admin",
  title: "Flux reconciles a tenant as cluster admin",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["kustomize.toolkit.fluxcd.io/Kustomization", "helm.toolkit.fluxcd.io/HelmRelease"],
  refs: [],

  *check(object, { kubernetes }) {
    const spec = get(object.body, "spec");
    if (spec?.kind !== "dict" || get(spec, "serviceAccountName") !== undefined || get(spec, "kubeConfig") !== undefined) return;
    if (object.namespace === undefined || /^(?:flux-system|kube-system)$/.test(object.namespace)) return;
    // Only where tenants are told apart: an account that was made for the purpose is there.
    const account = kubernetes.objectsBeside(object, "ServiceAccount").find((it) => isReconciler(it));
    if (account?.name === undefined) return;
    const { name } = account;
    yield {
      at: object,
      what: `Flux applies this with its own rights, those of a cluster admin, although \`${name}\` is there for it: what is in the repository reaches every namespace`,
      fix: { title: `Reconcile as \`${name}\``, edit: (it) => it.set(spec, "serviceAccountName", name) },
      related: [{ at: account, what: "the account of the tenant" }],
    };
  },
});

function isReconciler({ name }: KubeObject): boolean {
  return /reconcil|flux|gitops|deployer|tenant/.test(name ?? "");
}
