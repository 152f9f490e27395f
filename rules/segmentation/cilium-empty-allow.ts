/** Cilium rules that look like allow-all, and allow nobody. */
import { rule } from "../api.js";

export default rule({
  id: "segmentation/cilium-empty-allow",
  title: "Empty rule that allows nobody",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "none",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it) {
    if (it.action !== "allow" || it.body.kind !== "dict" || !it.body.complete || it.body.entries.length > 0) return;
    if (!/allow/i.test(it.policy.name ?? "") || /deny|nothing|none/i.test(it.policy.name ?? "")) return;
    yield {
      at: it.at,
      what: `\`${it.policy.name}\` says allow, but an empty rule selects no peer in Cilium: it denies. Whoever mends that in a hurry opens it to everybody`,
    };
  },
});
