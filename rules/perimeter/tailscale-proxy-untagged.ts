/** Tailscale proxies that share one tag, so that access rules cannot tell them apart. */
import { rule } from "../api.js";
import { parseCidr } from "../lib/network.js";
import { flag, get, items, text } from "../lib/value.js";

const key = "tailscale.com/tags";

export default rule({
  id: "perimeter/tailscale-proxy-untagged",
  title: "Tailscale proxy without its own tag",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["networking.k8s.io/Ingress", "Service", "tailscale.com/Connector"],
  refs: [],

  *check(object) {
    if (object.kind === "Connector") {
      for (const route of items(get(object.body, "spec.subnetRouter.advertiseRoutes"))) {
        const cidr = parseCidr(text(route) ?? "");
        if (cidr && cidr.length <= (cidr.version === 4 ? 16 : 48))
          yield { at: route, what: `\`${text(route)}\` gives the tailnet a whole network: name the addresses that are needed` };
      }
      return;
    }
    const annotations = get(object.body, "metadata.annotations");
    const expose = get(annotations, ["tailscale.com/expose"]);
    const className = get(object.body, object.kind === "Ingress" ? "spec.ingressClassName" : "spec.loadBalancerClass");
    const proxied = expose && flag(expose) === true ? expose : className && text(className) === "tailscale" ? className : undefined;
    if (proxied === undefined || get(annotations, [key]) !== undefined || get(object.body, "metadata")?.kind !== "dict") return;
    // A proxy group brings tags of its own.
    if (get(annotations, ["tailscale.com/proxy-group"]) !== undefined) return;
    yield {
      at: proxied,
      what: "Without a tag of its own this proxy is `tag:k8s` like all others: a rule that opens one of them opens them all",
      fix: {
        title: `Tag the proxy tag:${object.name ?? "app"}`,
        edit: (it) => it.set(object.body, ["metadata", "annotations", key], `tag:${object.name ?? "app"}`),
      },
    };
  },
});
