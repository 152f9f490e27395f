/** Ingress annotations that write into the configuration of the controller. */
import { rule } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/ingress-injection",
  title: "Configuration injected into the ingress controller",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress"],
  refs: [
    "kyverno:nginx-ingress-restrict-annotations",
    "kyverno:nginx-ingress-restrict-ingress-paths",
    "checkov:CKV_K8S_152",
    "checkov:CKV_K8S_154",
  ],

  *check(ingress) {
    for (const route of items(get(ingress.body, "spec.rules")))
      for (const path of items(get(route, "http.paths")).flatMap((it) => get(it, "path") ?? [])) {
        if (!/\/(?:etc|root|proc)(?:\/|$)|\/var\/run\/secrets|\/var\/lib\/(?:kubelet|nginx)|[\n;{}]/.test(text(path) ?? "")) continue;
        yield {
          at: path,
          what: "The path is written into nginx's configuration: it can serve the controller's own files, and its token for the whole cluster",
        };
      }
    for (const it of entries(get(ingress.body, "metadata.annotations"))) {
      if (!/(?:^|\.)nginx\.(?:ingress\.kubernetes\.io|org|com)\//.test(it.key)) continue;
      const value = text(it.value);
      if (
        value === undefined ||
        !/\b(?:alias|root|load_module)\s[^\n]*;|\b(?:lua_\w+|\w+_by_lua\w*)\s|\b(?:alias|root);|\/etc\/(?:passwd|shadow|kubernetes|nginx|ingress)|\/var\/run\/secrets|kubernetes\.io\/serviceaccount/.test(
          value,
        )
      )
        continue;
      yield {
        at: it.value,
        what: `\`${it.key}\` writes into nginx's configuration: it can serve the controller's own files, and its token for the whole cluster (CVE-2021-25742)`,
        fix: { title: "Remove the annotation", edit: (edit) => edit.remove(it.keyAt) },
      };
    }
  },
});
