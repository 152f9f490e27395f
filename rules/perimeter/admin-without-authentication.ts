/** Admin interfaces that an Ingress or a route publishes without asking who comes. */
import { rule } from "../api.js";
import { authenticate, interfaces, isGuarded, services } from "../lib/ingress.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/admin-without-authentication",
  title: "Admin interface published without authentication",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress", "traefik.io/IngressRoute", "traefik.containo.us/IngressRoute"],
  refs: [],

  *check(object) {
    if (isGuarded(object)) return;
    const className = text(get(object.body, "spec.ingressClassName")) ?? object.annotations.get("kubernetes.io/ingress.class") ?? "";
    if (
      /tailscale|cloudflare|internal|private/.test(className) ||
      (get(object.body, "spec.ingressClassName")?.kind ?? "text") === "unknown"
    )
      return;
    for (const service of services(object)) {
      const name = text(service);
      if (name === undefined || !interfaces.test(name)) continue;
      yield {
        at: service,
        what: `\`${name}\` is an admin interface, and nothing in front of it asks who comes: its own login is all that stands between the internet and the cluster`,
        fix: object.kind === "Ingress" && /nginx/.test(className) ? authenticate(object) : [],
      };
      return;
    }
  },
});
