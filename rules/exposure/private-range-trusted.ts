/** Rules that let a whole private range in. */
import { rule } from "../api.js";
import { isPrivate, parseCidr, portsText } from "../lib/network.js";
import { text } from "../lib/value.js";

export default rule({
  id: "exposure/private-range-trusted",
  title: "Whole private range trusted",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "warning",
  fixes: "none",
  on: "network.rule",
  of: ["aws.ingress"],
  refs: [],

  *check(network) {
    if (network.allow !== true || network.ports === undefined || network.ports.length === 0) return;
    for (const it of network.addresses) {
      const cidr = parseCidr(text(it) ?? "");
      if (cidr === undefined || cidr.version !== 4 || !isPrivate(cidr) || cidr.length > 12) continue;
      yield {
        at: it,
        what: `\`${text(it)}\` trusts every network inside, connected ones too, on ${portsText(network.ports)}: being inside is no identity`,
      };
    }
  },
});
