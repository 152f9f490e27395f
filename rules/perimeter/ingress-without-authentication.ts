/** Services of the workspace that ingress-nginx publishes to whoever comes. */
import { rule } from "../api.js";
import { authenticate, interfaces, isGuarded, services } from "../lib/ingress.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/ingress-without-authentication",
  title: "Ingress that asks nobody who they are",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress"],
  refs: ["kubescape:exposure-to-internet", "kubescape:C-0256"],

  *check(ingress, { kubernetes }) {
    // Other controllers log in elsewhere: at a load balancer, in a middleware of another file.
    const className = text(get(ingress.body, "spec.ingressClassName")) ?? ingress.annotations.get("kubernetes.io/ingress.class") ?? "";
    if (!/(?:^|[-_])nginx(?:$|[-_])/.test(className) || /internal|private/.test(className) || isGuarded(ingress)) return;
    const published = services(ingress);
    // An admin interface is worse, and a finding of its own.
    if (published.some((it) => interfaces.test(text(it) ?? "") || logins.test(text(it) ?? ""))) return;
    const here = kubernetes.objectsBeside(ingress, "Service");
    const service = published.find((it) => here.some((one) => one.name !== undefined && one.name === text(it)));
    if (service === undefined) return;
    yield {
      at: service,
      what: `\`${text(service)}\` is published, and nothing in front of it asks who comes: each of its bugs is open to everybody who reaches the controller`,
      fix: authenticate(ingress),
    };
  },
});

/** Services where people log in, by name. */
const logins =
  /(?:^|[-.])(?:oauth2?-?proxy|vouch(?:-proxy)?|authelia|authentik(?:-server)?|keycloak|dex|pomerium|oathkeeper|login|sso|auth)(?:$|[-.])/;
