/** Service account tokens that never expire. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/long-lived-account-token",
  title: "Service account token that never expires",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["/Secret", "/ServiceAccount"],
  refs: ["kubescape:C-0261", "cis-k8s:5.1.6"],

  *check(object, project) {
    if (object.kind === "ServiceAccount") {
      for (const it of items(get(object.body, "secrets"))) {
        const name = get(it, "name");
        // What the token controller wrote itself until Kubernetes 1.24 comes with dumps of clusters.
        if (name === undefined || text(name) === undefined || get(object.body, "metadata.uid") !== undefined) continue;
        // Tools keep other secrets there too, for pulling sources and images.
        const secret = project.kubernetes
          .objects(object, "Secret")
          .find((one) => one.name === text(name) && one.namespaceKey === object.namespaceKey);
        if (secret ? text(get(secret.body, "type")) !== tokenType : !/token/i.test(text(name) ?? "")) continue;
        yield {
          at: name,
          what: `\`${text(name)}\` keeps a token of this account in a Secret: it never expires, and holds for every audience`,
          fix: { title: `Remove \`${text(name)}\``, edit: (editor) => editor.remove(it) },
        };
      }
      return;
    }
    const type = get(object.body, "type");
    if (type === undefined || text(type) !== tokenType) return;
    const account = object.annotations.get("kubernetes.io/service-account.name");
    yield {
      at: type,
      what: `This Secret is filled with a token of ${account === undefined ? "a service account" : `\`${account}\``} that never expires and holds for every audience`,
      fix: { title: "Remove the Secret, and mount a projected token where it is used", edit: (it) => it.remove(object.body) },
    };
  },
});

const tokenType = "kubernetes.io/service-account-token";
