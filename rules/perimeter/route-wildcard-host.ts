/** VirtualServices that answer for every name of a domain. */
import { rule } from "../api.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "perimeter/route-wildcard-host",
  title: "Route for a wildcard host",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/VirtualService"],
  refs: ["kyverno:istio-restrict-virtual-service-wildcard"],

  *check(route) {
    // Only at a gateway does a name come from outside.
    if (texts(get(route.body, "spec.gateways")).every((it) => it === "mesh")) return;
    for (const host of items(get(route.body, "spec.hosts")))
      if (text(host)?.startsWith("*.") || text(host) === "*")
        yield { at: host, what: `\`${text(host)}\` answers for names that nobody has thought of yet, and for those of other teams` };
  },
});
