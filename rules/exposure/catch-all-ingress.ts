/** Ingresses that answer for every host. */
import { rule } from "../api.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "exposure/catch-all-ingress",
  title: "Ingress for every host",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "extensions/Ingress"],
  refs: [
    "kyverno:other-restrict-ingress-wildcard",
    "kyverno:other-restrict-ingress-defaultbackend",
    "gatekeeper:general-block-wildcard-ingress",
  ],

  *check(ingress) {
    const fallback = get(ingress.body, "spec.defaultBackend") ?? get(ingress.body, "spec.backend");
    if (fallback?.kind === "dict")
      yield {
        at: entries(fallback)[0]?.keyAt ?? fallback,
        what: "A default backend takes every request that no rule is for, also for names that only an attacker uses",
      };
    for (const route of items(get(ingress.body, "spec.rules"))) {
      if (route.kind !== "dict" || !route.complete) continue;
      const host = get(route, "host");
      const known = text(host);
      if (host !== undefined && known !== "" && known?.includes("*") !== true) continue;
      const key = entries(route)[0];
      yield {
        at: host ?? key?.keyAt ?? ingress,
        what:
          known?.includes("*") === true
            ? `\`${known}\` also takes names that somebody else registers or forgets`
            : "Without a host this takes the traffic of every name that nobody else claims, also names that only an attacker uses",
      };
    }
  },
});
