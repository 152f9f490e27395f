/** Administrators' policies of one priority that disagree. */
import { rule } from "../api.js";
import { get, number, text } from "../lib/value.js";

export default rule({
  id: "segmentation/priority-tie",
  title: "Equal priorities that disagree",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["policy.networking.k8s.io/AdminNetworkPolicy", "policy.networking.k8s.io/ClusterNetworkPolicy"],
  refs: [],

  *check(policy, { connectivity, kubernetes }) {
    const at = get(policy.body, "spec.priority");
    const priority = number(at);
    if (at === undefined || priority === undefined) return;
    const tier = text(get(policy.body, "spec.tier"));
    const own = connectivity.rules(policy);
    for (const other of kubernetes.objects(policy, `policy.networking.k8s.io/${policy.kind}`)) {
      if (
        other.name === policy.name ||
        number(get(other.body, "spec.priority")) !== priority ||
        text(get(other.body, "spec.tier")) !== tier
      )
        continue;
      const pods = connectivity
        .candidates(policy)
        .filter((it) => connectivity.selects(policy, it) === true && connectivity.selects(other, it) === true);
      const conflict = own.some((mine) =>
        connectivity
          .rules(other)
          .some(
            (its) =>
              its.direction === mine.direction &&
              its.action !== mine.action &&
              its.action !== undefined &&
              mine.action !== undefined &&
              (connectivity.covers(mine, its) === true || connectivity.covers(its, mine) === true || shared(mine, its)),
          ),
      );
      const same = JSON.stringify(subject(policy)) === JSON.stringify(subject(other));
      if (!conflict || (pods.length === 0 && !same)) continue;
      const deny = own.some((it) => it.action === "deny");
      yield {
        at,
        what: `\`${other.name}\` has priority ${priority} too and decides otherwise for some of the same traffic: nobody can say which one wins`,
        related: [{ at: other, what: "Decides otherwise" }],
        fix: deny && priority > 0 ? { title: "Let this deny come first", edit: (it) => it.replace(at, priority - 1) } : undefined,
      };
      return;
    }

    function subject(of: typeof policy): unknown {
      return connectivity
        .candidates(of)
        .filter((it) => connectivity.selects(of, it) === true)
        .map((it) => it.label);
    }

    /** Whether some pod in view is a peer of both, on some port of both. */
    function shared(a: (typeof own)[number], b: (typeof own)[number]): boolean {
      const labels = (it: typeof a): ReadonlySet<string> =>
        new Set(it.peers.flatMap((peer) => connectivity.admitted(it, peer).sure.map((one) => one.label)));
      const theirs = labels(b);
      return (a.anyPort === true || b.anyPort === true) && [...labels(a)].some((it) => theirs.has(it));
    }
  },
});
