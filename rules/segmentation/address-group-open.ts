/** Groups of addresses that hold every address. */
import { rule } from "../api.js";
import { blockOf } from "../lib/connectivity.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/address-group-open",
  title: "Address group of everybody",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: [
    "cilium.io/CiliumCIDRGroup",
    "projectcalico.org/GlobalNetworkSet",
    "projectcalico.org/NetworkSet",
    "crd.projectcalico.org/GlobalNetworkSet",
    "crd.projectcalico.org/NetworkSet",
  ],
  refs: [],

  *check(group) {
    const list = items(get(group.body, group.kind === "CiliumCIDRGroup" ? "spec.externalCIDRs" : "spec.nets"));
    const found = list.find((it) => blockOf(it)?.length === 0);
    if (found === undefined) return;
    yield {
      at: found,
      what: `\`${text(found)}\` is every address: each policy that lets this group in lets the internet in`,
      fix: list.length > 1 ? { title: "Remove it: the other ranges stay", edit: (edit) => edit.remove(found) } : undefined,
    };
  },
});
