/** Administrators' policies of one priority that disagree. */
import { type KubeObject, type PolicyRule, rule, type Workload } from "../api.js";
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
    const selected = podsOf(policy);
    const known = new Map<PolicyRule, ReadonlySet<string>>();
    for (const other of kubernetes.objects(policy, `policy.networking.k8s.io/${policy.kind}`)) {
      if (
        other.name === policy.name ||
        number(get(other.body, "spec.priority")) !== priority ||
        text(get(other.body, "spec.tier")) !== tier
      )
        continue;
      if (selected.length > 0 ? !selected.some((it) => connectivity.selects(other, it) === true) : podsOf(other).length > 0) continue;
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
      if (!conflict) continue;
      const deny = own.some((it) => it.action === "deny");
      yield {
        at,
        what: `\`${other.name}\` has priority ${priority} too and decides otherwise for some of the same traffic: nobody can say which one wins`,
        related: [{ at: other, what: "Decides otherwise" }],
        fix: deny && priority > 0 ? { title: "Let this deny come first", edit: (it) => it.replace(at, priority - 1) } : undefined,
      };
      return;
    }

    function podsOf(one: KubeObject): readonly Workload[] {
      return connectivity.candidates(one).filter((it) => connectivity.selects(one, it) === true);
    }

    /** Whether some pod in view is a peer of both, on some port of both. */
    function shared(a: PolicyRule, b: PolicyRule): boolean {
      if (a.anyPort !== true && b.anyPort !== true) return false;
      const theirs = pods(b);
      return [...pods(a)].some((it) => theirs.has(it));
    }

    function pods(it: PolicyRule): ReadonlySet<string> {
      const found = known.get(it) ?? new Set(it.peers.flatMap((peer) => connectivity.admitted(it, peer).sure.map((one) => one.label)));
      known.set(it, found);
      return found;
    }
  },
});
