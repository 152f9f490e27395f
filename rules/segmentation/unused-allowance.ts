/** Allowances that no configuration asks for. */
import { rule } from "../api.js";
import { callersOf, mayCallUnseen, stableLabels } from "../lib/connectivity.js";
import { entry, get } from "../lib/value.js";

export default rule({
  id: "segmentation/unused-allowance",
  title: "Allowance without a need in view",
  pillar: "networks",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  strict: false,
  on: "policy.rule",
  of: ["kubernetes.ingress"],
  refs: [],

  *check(it, { connectivity }) {
    if (it.enforced !== true || it.anyPeer !== false || !connectivity.inventoried(it.policy)) return;
    const targets = connectivity.candidates(it.policy).filter((one) => connectivity.selects(it.policy, one) !== false);
    if (targets.length === 0) return;
    const callers = new Set(targets.flatMap((one) => callersOf(one, connectivity)));
    // Where nothing is seen to call, discovery works by means that nobody can read here.
    if (callers.size === 0) return;
    for (const peer of it.peers) {
      if (peer.kind !== "pods" || (peer.podSelector?.requirements.length ?? 0) === 0) continue;
      const { sure, maybe } = connectivity.admitted(it, peer);
      const idle = sure.filter((one) => !callers.has(one.label) && !targets.some((target) => target.label === one.label));
      if (
        maybe.length > 0 ||
        idle.length === 0 ||
        !idle.every((one) => connectivity.flowsComplete(one) && !mayCallUnseen(one, connectivity))
      )
        continue;
      // Only one caller can be told apart from the others by labels of its own.
      const [caller, ...others] = sure.filter((one) => callers.has(one.label));
      const labels = caller && others.length === 0 ? stableLabels(caller) : undefined;
      const pods = get(peer.value, "podSelector");
      yield {
        at: entry(peer.value, "podSelector")?.keyAt ?? peer.at,
        what: `\`${idle[0]?.label}\`${idle.length > 1 ? ` and ${idle.length - 1} more` : ""} may connect, and nothing in their configuration says that they do`,
        related: idle.slice(0, 3).map((one) => ({ at: one, what: "Never names this service" })),
        fix:
          labels === undefined || pods === undefined || caller?.name === undefined
            ? undefined
            : { title: `Let in \`${caller.name}\` only`, edit: (edit) => edit.replace(pods, { matchLabels: labels }) },
      };
    }
  },
});
