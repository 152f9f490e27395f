/** Paths that ingress-nginx takes as they are. */
import { rule } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/path-not-validated",
  title: "Path that nobody validates",
  pillar: "networks",
  tenet: ["T5"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress"],
  refs: ["kyverno:other-block-ingress-path-type-cve-2022-4886"],

  *check(ingress) {
    const annotations = entries(get(ingress.body, "metadata.annotations"));
    const nginx =
      /nginx/.test(text(get(ingress.body, "spec.ingressClassName")) ?? "") || annotations.some((it) => it.key.startsWith("nginx.ingress."));
    // A regular expression needs a path that no type describes.
    if (!nginx || annotations.some((it) => it.key === "nginx.ingress.kubernetes.io/use-regex" || it.key.endsWith("/rewrite-target")))
      return;
    for (const route of items(get(ingress.body, "spec.rules")))
      for (const path of items(get(route, "http.paths"))) {
        const type = get(path, "pathType");
        if (type === undefined || text(type) !== "ImplementationSpecific" || !/^\/[\w/.-]*$/.test(text(get(path, "path")) ?? "")) continue;
        yield {
          at: type,
          what: "ingress-nginx checks the characters of `Exact` and `Prefix` paths only: any other goes into its configuration as it is (CVE-2022-4886)",
          fix: { title: "Match by prefix", edit: (it) => it.replace(type, "Prefix") },
        };
      }
  },
});
