/** One host and path in the Ingresses of two namespaces. */
import { type KubeObject, rule, type Value } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/host-claimed-twice",
  title: "Host claimed by two namespaces",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress"],
  refs: ["gatekeeper:general-uniqueingresshost", "kyverno:other-unique-ingress-host-and-path", "kyverno:other-restrict-ingress-host"],

  *check(ingress, { kubernetes }) {
    if (ingress.namespace === undefined || ingress.name === undefined) return;
    const own = claims(ingress);
    if (own.length === 0) return;
    const others = kubernetes
      .objects(ingress, "networking.k8s.io/Ingress")
      .filter((it) => it.namespace !== undefined && it.namespaceKey !== ingress.namespaceKey && classOf(it) === classOf(ingress));
    const seen = new Set<string>();
    for (const { host, at, path } of own) {
      const other = seen.has(host) ? undefined : others.find((it) => claims(it).some((one) => one.host === host && one.path === path));
      if (other === undefined) continue;
      seen.add(host);
      yield {
        at,
        what: `\`${other.namespace ?? ""}\` claims \`${host}${path}\` too: whichever Ingress is older gets the requests, with their cookies and tokens`,
        related: [{ at: other, what: "Claims it, too" }],
      };
    }
  },
});

interface Claim {
  readonly host: string;
  readonly path: string;
  readonly at: Value;
}

function claims(it: KubeObject): readonly Claim[] {
  return items(get(it.body, "spec.rules")).flatMap((route) => {
    const at = get(route, "host");
    const host = text(at);
    if (at === undefined || host === undefined || host === "") return [];
    return items(get(route, "http.paths")).flatMap((one) => {
      const written = get(one, "path");
      const path = written === undefined ? "/" : text(written);
      return path === undefined ? [] : [{ host, path, at }];
    });
  });
}

function classOf(it: KubeObject): string {
  return text(get(it.body, "spec.ingressClassName")) ?? it.annotations.get("kubernetes.io/ingress.class") ?? "";
}
