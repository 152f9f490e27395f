/** Cilium deny rules that deny nobody, or another thing than they say. */
import { rule } from "../api.js";
import { specsOf } from "../lib/cilium.js";
import { entries, entry, flag, get, isEmpty, items } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-deny-without-effect",
  title: "Deny rule without effect",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "none",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it) {
    if (it.action !== "deny" || it.body.kind !== "dict" || !it.body.complete) return;
    const names = entry(it.body, "toFQDNs");
    if (names) {
      yield { at: names.keyAt, what: "`egressDeny` knows no names: the field is dropped, and the hosts are not denied" };
      return;
    }
    const rules = items(get(it.body, "toPorts")).flatMap((ports) => entry(ports, "rules") ?? []);
    for (const one of rules)
      yield {
        at: one.keyAt,
        what: "Deny rules cannot read requests: `rules` is dropped, and the whole port is denied or the policy refused",
      };
    const peers = entries(it.body).filter((one) => /^(?:from|to)(?!Ports)/.test(one.key));
    const nobody = it.body.entries.length === 0 || (peers.length > 0 && peers.every((one) => isEmpty(one.value)));
    if (!nobody) return;
    // Alone, it still cuts the pods off by default; beside allowances, or without default deny, it does nothing.
    const spec = specsOf(it.policy).find((one) => items(get(one, `${it.direction}Deny`)).includes(it.body));
    const idle = flag(get(spec, ["enableDefaultDeny", it.direction])) === false || items(get(spec, it.direction)).length > 0;
    if (!idle) return;
    yield {
      at: peers[0]?.keyAt ?? it.at,
      what: "An empty deny rule selects no peer: it denies nobody, and what the policy allows stays allowed",
    };
  },
});
