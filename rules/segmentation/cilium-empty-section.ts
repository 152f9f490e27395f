/** Cilium policies whose empty list was meant to deny. */
import { rule } from "../api.js";
import { entry, get, items } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-empty-section",
  title: "Empty section that Cilium ignores",
  pillar: "networks",
  tenet: ["T2"],
  severity: "error",
  fixes: "review",
  on: "kube.object",
  of: ["cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy"],
  refs: [],

  *check(policy) {
    for (const spec of [get(policy.body, "spec"), ...items(get(policy.body, "specs"))]) {
      if (spec?.kind !== "dict" || !spec.complete || get(spec, "endpointSelector") === undefined) continue;
      const sections = ["ingress", "ingressDeny", "egress", "egressDeny"].map((key) => get(spec, key));
      if (sections.some((it) => it?.kind === "unknown")) continue;
      const effective = sections.some((it) => items(it).length > 0 || (it?.kind === "list" && !it.complete));
      if (effective || get(spec, "enableDefaultDeny") !== undefined) continue;
      const written = (["ingress", "egress"] as const).flatMap((key) => entry(spec, key) ?? []);
      const [first] = written;
      yield {
        at: first?.keyAt ?? entry(spec, "endpointSelector")?.keyAt ?? policy.at,
        what: `${first ? `\`${first.key}\` without items` : "A policy without rules"} does nothing in Cilium: these pods are not put into default deny, and everybody still connects`,
        fix: {
          title: "Deny with one empty rule",
          edit: (it) => {
            if (written.length === 0) it.set(spec, ["ingress"], [{}]);
            for (const one of written) it.replace(one.value, [{}]);
          },
        },
      };
    }
  },
});
