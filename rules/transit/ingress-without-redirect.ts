/** Ingresses that serve HTTP beside HTTPS on purpose. */
import { rule } from "../api.js";
import { get, isEmpty, text } from "../lib/value.js";

const switches = [
  "nginx.ingress.kubernetes.io/ssl-redirect",
  "ingress.kubernetes.io/ssl-redirect",
  "nginx.ingress.kubernetes.io/force-ssl-redirect",
];

export default rule({
  id: "transit/ingress-without-redirect",
  title: "HTTPS redirect switched off",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress"],
  refs: [],

  *check(ingress) {
    if (isEmpty(get(ingress.body, "spec.tls"))) return;
    // One of the two switches is enough to redirect.
    if (switches.some((it) => text(get(ingress.body, ["metadata", "annotations", it])) === "true")) return;
    for (const key of switches.slice(0, 2)) {
      const value = get(ingress.body, ["metadata", "annotations", key]);
      if (value === undefined || text(value) !== "false") continue;
      yield {
        at: value,
        what: "With the redirect off every page is served over HTTP as well: whoever follows an old link sends the cookie in the clear",
        fix: { title: "Redirect to HTTPS", edit: (it) => it.remove(value) },
      };
    }
  },
});
