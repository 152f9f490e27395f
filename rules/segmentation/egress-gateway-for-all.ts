/** Egress gateways that give every pod the address that others trust. */
import { rule, type Value } from "../api.js";
import { entry, get, isEmpty, items } from "../lib/value.js";

export default rule({
  id: "segmentation/egress-gateway-for-all",
  title: "Egress address for every pod",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["cilium.io/CiliumEgressGatewayPolicy"],
  refs: [],

  *check(policy) {
    for (const one of items(get(policy.body, "spec.selectors"))) {
      if (one.kind !== "dict" || !one.complete) continue;
      const pods = entry(one, "podSelector");
      const spaces = get(one, "namespaceSelector");
      if (pods === undefined || !asksNothing(pods.value) || (spaces !== undefined && !asksNothing(spaces))) continue;
      yield {
        at: pods.keyAt,
        what: "An empty selector is every pod of the cluster: each of them leaves with the address that the other side takes for a few",
      };
    }

    function asksNothing(selector: Value): boolean {
      return isEmpty(selector) || (selector.kind === "dict" && selector.complete && selector.entries.every((it) => isEmpty(it.value)));
    }
  },
});
