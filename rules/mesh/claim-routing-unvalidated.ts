/** Routes by the claims of a token that nobody validates. */
import { type KubeObject, type Project, rule } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "mesh/claim-routing-unvalidated",
  title: "Route by claims that nothing validates",
  pillar: "identity",
  tenet: ["T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/VirtualService"],
  refs: ["istio:IST0149-JwtClaimBasedRoutingWithoutRequestAuthN"],

  *check(route, project) {
    if (validated(route, project)) return;
    for (const http of items(get(route.body, "spec.http")))
      for (const match of items(get(http, "match")))
        for (const { key, keyAt } of [...entries(get(match, "headers")), ...entries(get(match, "withoutHeaders"))]) {
          if (!key.startsWith("@request.auth.claims")) continue;
          yield {
            at: keyAt,
            what: `No RequestAuthentication validates the token behind \`${key}\`: the route is never taken, and the next one is taken instead`,
          };
          return;
        }
  },
});

/** Whether a RequestAuthentication may be for the gateways of a route: in their namespaces, the route's own, or where nobody can tell. */
function validated(route: KubeObject, { kubernetes }: Project): boolean {
  const gateways = items(get(route.body, "spec.gateways"));
  const names = gateways.map((it) => text(it));
  if (names.length === 0 || names.some((it) => it === undefined)) return true;
  const pick = "security.istio.io/RequestAuthentication";
  if (kubernetes.mayHide(route, pick) || kubernetes.objects(route, pick).length > 0) return true;
  // Where no gateway is in view, its policies are elsewhere as well.
  const known = kubernetes.objects(route, "networking.istio.io/Gateway").flatMap((it) => it.name ?? []);
  return !names.every((it) => known.includes(it?.split("/").pop() ?? ""));
}
