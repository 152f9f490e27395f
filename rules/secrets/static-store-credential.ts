/** Secret stores that log in with a credential that somebody has to keep. */
import { type Editor, type KubeObject, type KubernetesProject, rule, type Value } from "../api.js";
import { entry, get, text } from "../lib/value.js";

/** Where a store names a static credential, and what would do instead. */
const spellings: readonly { readonly path: string; readonly key: string; readonly instead: string }[] = [
  { path: "spec.provider.vault.auth", key: "tokenSecretRef", instead: "`kubernetes` logs in with the pod's own token" },
  { path: "spec.provider.vault.auth", key: "userPass", instead: "`kubernetes` logs in with the pod's own token" },
  { path: "spec.provider.vault.auth", key: "appRole", instead: "`kubernetes` logs in with the pod's own token" },
  { path: "spec.provider.aws.auth", key: "secretRef", instead: "`jwt` takes the role of a service account" },
  { path: "spec.provider.gcpsm.auth", key: "secretRef", instead: "`workloadIdentity` takes the role of a service account" },
  { path: "spec.provider.azurekv", key: "authSecretRef", instead: "`authType: WorkloadIdentity` takes the role of a service account" },
  { path: "spec", key: "appRole", instead: "`method: kubernetes` logs in with the pod's own token" },
];

export default rule({
  id: "secrets/static-store-credential",
  title: "Secret store that logs in with a static credential",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["external-secrets.io/SecretStore", "external-secrets.io/ClusterSecretStore", "secrets.hashicorp.com/VaultAuth"],
  refs: [],

  *check(store, project) {
    for (const { path, key, instead } of spellings) {
      const found = entry(get(store.body, path), key);
      if (found === undefined || found.value.kind !== "dict") continue;
      // A VaultAuth keeps settings of the methods that it does not use.
      if (store.kind === "VaultAuth" && text(get(store.body, "spec.method")) !== "appRole") continue;
      const auth = get(store.body, path);
      yield {
        at: found.keyAt,
        what: `\`${key}\` is a credential that has to be stored, handed around and rotated, and it opens the whole store: ${instead}`,
        ...fixFor(store, key, path, auth, project.kubernetes),
      };
    }
  },
});

/** With one service account in view, Vault can log that in. */
function fixFor(store: KubeObject, key: string, path: string, auth: Value | undefined, kubernetes: KubernetesProject) {
  if (path !== "spec.provider.vault.auth" || auth?.kind !== "dict" || auth.entries.length !== 1 || key === "appRole") return {};
  const accounts = kubernetes.objectsBeside(store, "ServiceAccount");
  const [only] = accounts;
  if (accounts.length !== 1 || only?.name === undefined) return {};
  const { name } = only;
  return {
    fix: {
      title: `Log in as the service account \`${name}\``,
      edit: (it: Editor) => it.replace(auth, { kubernetes: { mountPath: "kubernetes", role: name, serviceAccountRef: { name } } }),
    },
  };
}
