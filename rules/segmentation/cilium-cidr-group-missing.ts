/** Rules for an address group whose name is misspelt. */
import { rule } from "../api.js";
import { get, items, misspelt, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-cidr-group-missing",
  title: "Address group that is not there",
  pillar: "networks",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "policy.rule",
  of: ["cilium"],
  refs: [],

  *check(it, { kubernetes }) {
    const side = it.direction === "ingress" ? "fromCIDRSet" : "toCIDRSet";
    for (const set of items(get(it.body, side))) {
      const reference = get(set, "cidrGroupRef");
      const name = text(reference);
      if (reference === undefined || name === undefined) continue;
      const groups = kubernetes.objects(it.policy, "cilium.io/CiliumCIDRGroup");
      if (groups.some((one) => one.name === undefined || one.name === name)) continue;
      const meant = groups.find((one) => misspelt(one.name ?? "", name));
      if (meant?.name === undefined) continue;
      const known = meant.name;
      yield {
        at: reference,
        what: `No CiliumCIDRGroup is called \`${name}\`: the rule ${it.action === "deny" ? "denies" : "allows"} no address. There is \`${known}\``,
        related: [{ at: meant, what: "The group that is there" }],
        fix: { title: `Name the group \`${known}\``, edit: (edit) => edit.replace(reference, known) },
      };
    }
  },
});
