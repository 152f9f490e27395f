/** Routes of OpenShift that are served without TLS. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "transit/openshift-route-plaintext",
  title: "Route served in plaintext",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["route.openshift.io/Route"],
  refs: ["kyverno:openshift-check-routes"],

  *check(route) {
    const spec = get(route.body, "spec");
    const tls = get(spec, "tls");
    const insecure = get(tls, "insecureEdgeTerminationPolicy");
    if (spec?.kind !== "dict" || (tls === undefined ? !spec.complete : text(insecure) !== "Allow")) return;
    yield {
      at: insecure ?? route,
      what: `${insecure ? "`Allow` serves the route in plaintext too" : "The route has no TLS"}: tokens, cookies and forms cross the network readable`,
      fix: insecure
        ? { title: "Redirect to HTTPS", edit: (it) => it.replace(insecure, "Redirect") }
        : {
            title: "End TLS at the router",
            edit: (it) => it.set(spec, "tls", { termination: "edge", insecureEdgeTerminationPolicy: "Redirect" }),
          },
    };
  },
});
