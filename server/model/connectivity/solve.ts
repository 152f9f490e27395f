/** Who may connect to whom, by every policy that applies (SEMANTICS N1-N6, T1-T5, C1-C3).
 *
 * Each set is kept twice, as what is certainly and what is possibly in it, so that one unknown never becomes a guess: the truth lies between.
 */
import type { Direction } from "../../../rules/api.js";
import type { Endpoint } from "./endpoints.js";
import { all, any, type Policy, type SolverRule, type Trit } from "./policies/index.js";
import { allPorts, type Bounds, both, everything, joined, nothing, without } from "./ports.js";
import { intersect, subtract, union } from "./spans.js";

export interface Tier {
  /** In order of decision; policies of one step have equal priority. */
  readonly steps: readonly (readonly Policy[])[];
  /** Whether traffic that no rule of a selecting policy decided ends here (N4, T12), or goes on (T2). */
  readonly denies: boolean;
}

export interface TierOrder {
  readonly name: string;
  readonly order: number | undefined;
}

export interface Outcome extends Bounds {
  /** The rules that allow a part of it. */
  readonly by: readonly SolverRule[];
}

/** T1: administrators first, then NetworkPolicy with its Cilium and Calico kin, then the baseline. */
export function tiersOf(policies: readonly Policy[], calicoTiers: readonly TierOrder[]): readonly Tier[] {
  const staged = (stage: Policy["stage"]): readonly Policy[] => policies.filter((it) => it.stage === stage);
  return [
    { steps: byPriority(staged("admin")), denies: false },
    ...calicoOrder(staged("tiered"), calicoTiers),
    { steps: byPriority(staged("baseline")), denies: false },
  ].filter((it) => it.steps.length > 0);
}

/** T2, T5: equal and unknown priorities stand side by side. */
function byPriority(policies: readonly Policy[]): readonly (readonly Policy[])[] {
  if (policies.some((it) => it.order === undefined)) return policies.length > 0 ? [policies] : [];
  const sorted = [...policies].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const steps: Policy[][] = [];
  for (const it of sorted) {
    const last = steps[steps.length - 1];
    if (last?.[0]?.order === it.order) last?.push(it);
    else steps.push([it]);
  }
  return steps;
}

/** T12: tiers by their order, `default` at a million; inside of a tier by order, then by name. Denies of Cilium come before every allow (C3). */
function calicoOrder(policies: readonly Policy[], known: readonly TierOrder[]): readonly Tier[] {
  const names = [...new Set(policies.map((it) => it.tier))];
  // Where a tier stands that nobody declares is not known. Taken first and never as certain, it blurs all that follows.
  const declared = (name: string): boolean => name === "default" || known.some((it) => it.name === name && it.order !== undefined);
  const order = (name: string): number =>
    name === "default" ? 1_000_000 : (known.find((it) => it.name === name)?.order ?? Number.NEGATIVE_INFINITY);
  names.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  return names.map((name) => {
    const own = policies.filter((it) => it.tier === name).map((it) => (declared(name) ? it : unsure(it)));
    const ordered = own.filter((it) => it.flavour === "calico");
    const plain = own.filter((it) => it.flavour !== "calico");
    const before = ordered.filter((it) => (it.order ?? 0) < 1000);
    const after = ordered.filter((it) => (it.order ?? 0) >= 1000);
    const sort = (list: readonly Policy[]): readonly Policy[] =>
      [...list].sort((a, b) => (a.order ?? 0) - (b.order ?? 0) || ((a.object.name ?? "") < (b.object.name ?? "") ? -1 : 1));
    const denying = plain.map((it) => ({ ...it, rules: it.rules.filter((rule) => rule.action !== "allow") }));
    const allowing = plain.map((it) => ({ ...it, rules: it.rules.filter((rule) => rule.action === "allow") }));
    const unordered = ordered.some((it) => it.order === undefined);
    const calico = unordered ? [ordered] : undefined;
    return {
      steps: [
        ...denying.filter((it) => it.rules.length > 0).map((it) => [it]),
        ...(calico ?? sort(before).map((it) => [it])),
        ...allowing.map((it) => [it]),
        ...(calico ? [] : sort(after).map((it) => [it])),
      ],
      denies: true,
    };
  });
}

function unsure(policy: Policy): Policy {
  return { ...policy, selects: (self) => (policy.selects(self) === false ? false : undefined) };
}

/** Whether a policy of the tiers cuts the endpoint off in a direction (N2). */
export function isIsolated(tiers: readonly Tier[], self: Endpoint, direction: Direction): Trit {
  return any(tiers.flatMap((tier) => (tier.denies ? tier.steps.flat().map((it) => all(it.isolates[direction], it.selects(self))) : [])));
}

interface Decided {
  allow: Bounds;
  pass: Bounds;
  /** What is left: certainly allowed already or left; possibly left. */
  rest: Bounds;
}

/** What passes at `self` in one direction when `peer` is on the other side. */
export function passes(tiers: readonly Tier[], self: Endpoint, peer: Endpoint, direction: Direction): Outcome {
  // N16, N17: policies bind pods; what shares the node of a pod always reaches it.
  if (self.kind !== "pods") return { ...everything, by: [] };
  const by: SolverRule[] = [];
  let allowed = nothing;
  let open = everything;
  for (const tier of tiers) {
    let passed = nothing;
    for (const step of tier.steps) {
      const verdicts = step.map((it) => decide(it, self, peer, direction, open, by));
      const one = verdicts.length === 1 ? verdicts[0] : undefined;
      const { allow, pass, rest } = one ?? tied(verdicts);
      allowed = joined(allowed, allow);
      passed = joined(passed, pass);
      open = rest;
    }
    if (tier.denies) {
      const isolated = any(tier.steps.flat().map((it) => all(it.isolates[direction], it.selects(self))));
      if (isolated === true) open = nothing;
      else if (isolated === undefined) open = { sure: [], maybe: open.maybe };
    }
    open = joined(open, passed);
  }
  allowed = joined(allowed, open);
  return { sure: allowed.sure, maybe: direction === "ingress" && peer.kind === "node" ? allPorts : allowed.maybe, by };
}

/** First match decides (T2); within NetworkPolicy, where all rules allow, that is the union (N4). */
function decide(policy: Policy, self: Endpoint, peer: Endpoint, direction: Direction, open: Bounds, by: SolverRule[]): Decided {
  const decided: Decided = { allow: nothing, pass: nothing, rest: open };
  const selected = policy.selects(self);
  if (selected === false) return decided;
  const destination = direction === "ingress" ? self : peer;
  for (const rule of policy.rules) {
    if (rule.direction !== direction || rule.enforced === false) continue;
    const verdict = all(selected, rule.enforced, rule.admits(peer), rule.applies?.(self) ?? (rule.applies ? undefined : true));
    if (verdict === false) continue;
    const opened = rule.opens(destination);
    const match: Bounds = verdict === true ? opened : { sure: [], maybe: opened.maybe };
    const hit = both(decided.rest, match);
    if (rule.action === "log" || hit.maybe.length === 0) continue;
    if (rule.action === "allow") {
      decided.allow = joined(decided.allow, hit);
      by.push(rule);
    } else if (rule.action === "pass") decided.pass = joined(decided.pass, hit);
    else if (rule.action === undefined) {
      // Allow, deny or pass: all of it stays open.
      const guess = { sure: [], maybe: hit.maybe };
      decided.allow = joined(decided.allow, guess);
      decided.pass = joined(decided.pass, guess);
    }
    // What a rule may allow is either allowed or goes on: for certainty of being allowed in the end both are as good.
    decided.rest =
      rule.action === "allow"
        ? { sure: subtract(decided.rest.sure, match.sure), maybe: subtract(decided.rest.maybe, match.sure) }
        : without(decided.rest, match);
  }
  return decided;
}

/** T5: where policies of one priority disagree, anything may happen. */
function tied(verdicts: readonly Decided[]): Decided {
  const sum = (pick: (it: Decided) => Bounds): Bounds => verdicts.map(pick).reduce(joined, nothing);
  const rest = verdicts.map((it) => it.rest).reduce(both, everything);
  const sure = (pick: (it: Decided) => Bounds): Bounds => {
    // Certain only where no other policy of the step could decide otherwise: it picks the same, or leaves the traffic alone.
    const agreed = verdicts.reduce((left, it) => intersect(left, union(pick(it).sure, it.rest.sure)), allPorts);
    return { sure: intersect(agreed, sum(pick).sure), maybe: sum(pick).maybe };
  };
  return { allow: sure((it) => it.allow), pass: sure((it) => it.pass), rest };
}

/** N6: a connection needs both ends. Nobody filters what stays on a node. */
export function connects(from: Endpoint, to: Endpoint, fromTiers: readonly Tier[], toTiers: readonly Tier[]): Outcome {
  const out = passes(fromTiers, from, to, "egress");
  const into = passes(toTiers, to, from, "ingress");
  return { ...both(out, into), by: [...out.by, ...into.by] };
}
