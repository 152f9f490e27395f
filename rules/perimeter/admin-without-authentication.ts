/** Admin interfaces that an Ingress or a route publishes without asking who comes. */
import { type Fix, type KubeObject, rule, type Value } from "../api.js";
import { entries, get, isComplete, items, text } from "../lib/value.js";

const interfaces =
  /(?:^|[-.])(?:kubernetes-dashboard|dashboard-kong-proxy|prometheus|alertmanager|grafana|kibana|jaeger|kiali|argocd-server|phpmyadmin|pgadmin|rabbitmq-management|traefik-dashboard|vault|longhorn-frontend|hubble-ui)(?:$|[-.])/;
/** Annotations that put somebody in front. */
const guarded =
  /auth-url|auth-signin|auth-type|auth-secret|auth-tls-secret|auth-tls-verify-client|oauth2|forward-?auth|oidc|router\.middlewares|whitelist-source-range|alb\.ingress\.kubernetes\.io\/auth/;

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
    if (!isComplete(get(object.body, "metadata.annotations"))) return;
    if (entries(get(object.body, "metadata.annotations")).some((it) => guarded.test(it.key))) return;
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

/** The names of the Services behind, where no middleware stands before them. */
function services(object: KubeObject): readonly Value[] {
  if (object.kind === "IngressRoute")
    return items(get(object.body, "spec.routes")).flatMap((it) =>
      get(it, "middlewares") === undefined ? items(get(it, "services")).flatMap((one) => get(one, "name") ?? []) : [],
    );
  const backends = [
    get(object.body, "spec.defaultBackend"),
    ...items(get(object.body, "spec.rules")).flatMap((it) => items(get(it, "http.paths")).map((path) => get(path, "backend"))),
  ];
  return backends.flatMap((it) => get(it, "service.name") ?? get(it, "serviceName") ?? []);
}

function authenticate(ingress: KubeObject): Fix {
  return {
    title: "Ask an authentication service first (oauth2-proxy)",
    edit: (it) => {
      it.set(ingress.body, ["metadata", "annotations", "nginx.ingress.kubernetes.io/auth-url"], "https://$host/oauth2/auth");
      it.set(
        ingress.body,
        ["metadata", "annotations", "nginx.ingress.kubernetes.io/auth-signin"],
        "https://$host/oauth2/start?rd=$escaped_request_uri",
      );
    },
  };
}
