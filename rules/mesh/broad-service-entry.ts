/** ServiceEntries that open more of the outside than a host. */
import { rule } from "../api.js";
import { parseCidr } from "../lib/network.js";
import { get, items, text } from "../lib/value.js";

const suffixes =
  /^\*\.(?:com|org|net|io|dev|app|cloud|eu|de|uk|co\.uk|amazonaws\.com|windows\.net|cloudfront\.net|github\.io|herokuapp\.com|appspot\.com|run\.app|workers\.dev|pages\.dev)$/i;

export default rule({
  id: "mesh/broad-service-entry",
  title: "ServiceEntry for a whole domain",
  pillar: "networks",
  tenet: ["T2", "T6"],
  severity: "warning",
  fixes: "none",
  on: "kube.object",
  of: ["networking.istio.io/ServiceEntry"],
  refs: [],

  *check(entry) {
    for (const host of items(get(entry.body, "spec.hosts"))) {
      const known = text(host) ?? "";
      if (known === "*" || suffixes.test(known))
        yield { at: host, what: `\`${known}\` is where anybody can put a server: the egress list no longer says what may be called` };
    }
    for (const address of items(get(entry.body, "spec.addresses"))) {
      const cidr = parseCidr(text(address) ?? "");
      if (cidr && cidr.length <= 8)
        yield {
          at: address,
          what: `\`${text(address)}\` takes in a good part of all addresses: the egress list no longer says what may be called`,
        };
    }
  },
});
