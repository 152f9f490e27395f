/** Secret stores of the cluster that any namespace may use. */
import { rule } from "../api.js";
import { get, isEmpty, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/store-open-to-all",
  title: "Secret store open to every namespace",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["external-secrets.io/ClusterSecretStore"],
  refs: [],

  *check(store, project) {
    const conditions = get(store.body, "spec.conditions");
    const wide = items(conditions).find(
      (it) =>
        (isEmpty(get(it, "namespaceSelector")) && get(it, "namespaceSelector") !== undefined) ||
        items(get(it, "namespaceRegexes")).some((one) => /^\^?\.[*+]\$?$/.test(text(one) ?? "")),
    );
    if (wide === undefined && !isEmpty(conditions)) return;
    const users = project.kubernetes
      .objects(store, "external-secrets.io/ExternalSecret")
      .filter(
        (it) =>
          text(get(it.body, "spec.secretStoreRef.kind")) === "ClusterSecretStore" &&
          text(get(it.body, "spec.secretStoreRef.name")) === store.name,
      );
    const namespaces = [...new Set(users.flatMap((it) => it.namespace ?? []))].sort();
    yield {
      at: wide ?? store,
      what: "Any namespace may read through this store whatever its identity may read: one that may create ExternalSecrets is enough",
      ...(namespaces.length > 0 && users.every((it) => it.namespace !== undefined)
        ? {
            fix: {
              title: `Open it to the namespaces that use it (${namespaces.join(", ")})`,
              edit: (it) => it.set(store.body, "spec.conditions", [{ namespaces }]),
            },
          }
        : {}),
    };
  },
});
