/** Cilium policies that allow without isolating. */
import { rule } from "../api.js";
import { entry, flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "segmentation/cilium-default-deny-off",
  title: "Default deny switched off",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy"],
  refs: [],

  *check(policy, { connectivity }) {
    for (const spec of [get(policy.body, "spec"), ...items(get(policy.body, "specs"))])
      for (const direction of ["ingress", "egress"] as const) {
        const off = get(spec, ["enableDefaultDeny", direction]);
        const rules = items(get(spec, direction));
        if (off === undefined || flag(off) !== false || rules.length === 0) continue;
        // The documented way to look at DNS without cutting anything off.
        if (direction === "egress" && rules.every((it) => items(get(it, "toPorts")).some((ports) => get(ports, "rules.dns") !== undefined)))
          continue;
        // Another policy isolates the same pods, so these allowances do count.
        const selector = JSON.stringify(entry(spec, "endpointSelector")?.value);
        const others = connectivity.policies(policy).filter((it) => it !== policy && connectivity.enforces(it, direction) !== false);
        const pods = connectivity.candidates(policy).filter((it) => connectivity.selects(policy, it) !== false);
        if (selector === undefined || others.some((it) => connectivity.selectsAll(it) !== false)) continue;
        if (pods.length > 0 ? pods.every((it) => connectivity.isolated(it, direction) !== false) : others.length > 0) continue;
        const block = get(spec, "enableDefaultDeny");
        yield {
          at: off,
          what: `\`enableDefaultDeny.${direction}: ${text(off)}\`, and no other policy isolates these pods: the ${direction} rules allow what everybody may do anyway`,
          fix: block === undefined ? undefined : { title: "Deny what the rules do not allow", edit: (it) => it.replace(off, true) },
        };
      }
  },
});
