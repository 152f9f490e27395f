/** What an Ingress publishes, and whether anything in front of it asks who comes. */
import type { Fix } from "../api.js";
import type { KubeObject } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { entries, get, isComplete, items } from "./value.js";

/** Services that are admin interfaces, by name. */
export const interfaces =
  /(?:^|[-.])(?:kubernetes-dashboard|dashboard-kong-proxy|prometheus|alertmanager|grafana|kibana|jaeger|kiali|argocd-server|phpmyadmin|pgadmin|rabbitmq-management|traefik-dashboard|vault|longhorn-frontend|hubble-ui)(?:$|[-.])/;
/** Annotations that put somebody in front. */
const guarded =
  /auth-url|auth-signin|auth-type|auth-secret|auth-tls-secret|auth-tls-verify-client|oauth2|forward-?auth|oidc|router\.middlewares|whitelist-source-range|alb\.ingress\.kubernetes\.io\/auth/;

/** Whether an annotation puts, or may put, a check of callers in front. */
export function isGuarded(object: KubeObject): boolean {
  const written = get(object.body, "metadata.annotations");
  return !isComplete(written) || entries(written).some((it) => guarded.test(it.key));
}

/** The names of the Services behind, where no middleware stands before them. */
export function services(object: KubeObject): readonly Value[] {
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

/** The fix that puts oauth2-proxy in front of an Ingress of ingress-nginx. */
export function authenticate(ingress: KubeObject): Fix {
  const asking = {
    "nginx.ingress.kubernetes.io/auth-url": "https://$host/oauth2/auth",
    "nginx.ingress.kubernetes.io/auth-signin": "https://$host/oauth2/start?rd=$escaped_request_uri",
  };
  return {
    title: "Ask an authentication service first (oauth2-proxy)",
    edit: (it) => {
      const written = get(ingress.body, "metadata.annotations");
      if (written === undefined) it.set(ingress.body, "metadata.annotations", asking);
      else for (const [key, value] of Object.entries(asking)) it.set(written, [key], value);
    },
  };
}
