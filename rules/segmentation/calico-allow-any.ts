/** Calico rules that allow without saying whom. */
import { rule } from "../api.js";
import { isDnsPort } from "../lib/connectivity.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/calico-allow-any",
  title: "Calico rule that allows everybody",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "none",
  on: "policy.rule",
  of: ["calico.ingress"],
  refs: [],

  *check(it) {
    if (it.action !== "allow" || it.enforced !== true || it.body.kind !== "dict" || !it.body.complete) return;
    const source = get(it.body, "source");
    const everybody =
      it.policy.kind === "GlobalNetworkPolicy" &&
      source?.kind === "dict" &&
      source.entries.length === 1 &&
      /^\s*all\(\)\s*$/.test(text(get(source, "selector")) ?? "");
    if (it.anyPeer !== true && !everybody) return;
    if (it.anyPeer === true && it.ports.length > 0) return;
    if (it.ports.length > 0 && it.ports.every(isDnsPort)) return;
    if (text(get(it.body, "protocol"))?.startsWith("ICMP") || get(it.body, "destination.selector") !== undefined) return;
    yield {
      at: it.at,
      what: everybody
        ? "`all()` is every pod and host that Calico knows: the rule lets everybody in"
        : "Without a source and ports this lets everybody in, from the cluster and from outside",
    };
  },
});
