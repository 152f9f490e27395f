/** Cilium rules that look like allow-all, and allow nobody. */
import { type Editor, rule } from "../api.js";
import { callersOf } from "../lib/cilium.js";

export default rule({
  id: "segmentation/cilium-empty-allow",
  title: "Empty rule that allows nobody",
  pillar: "networks",
  tenet: ["T2"],
  severity: "info",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.action !== "allow" || it.body.kind !== "dict" || !it.body.complete || it.body.entries.length > 0) return;
    if (!/allow/i.test(it.policy.name ?? "") || /deny|nothing|none/i.test(it.policy.name ?? "")) return;
    const inward = it.direction === "ingress";
    const known = inward ? callersOf(it.policy, connectivity) : [];
    yield {
      at: it.at,
      what: `\`${it.policy.name}\` says allow, but an empty rule selects no peer in Cilium: it denies. Whoever mends that in a hurry opens it to everybody`,
      fix: [
        ...(known.length > 0
          ? [{ title: "Let in the workloads that call it", edit: (edit: Editor) => edit.set(it.body, ["fromEndpoints"], known) }]
          : []),
        ...(inward && it.policy.namespaced
          ? [{ title: "Let in the pods of this namespace", edit: (edit: Editor) => edit.set(it.body, ["fromEndpoints"], [{}]) }]
          : []),
      ],
    };
  },
});
