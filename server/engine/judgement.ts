/** What the rules say of each unit, as queries: groups of rules that hear of different edits. */
import type { Rule } from "../../rules/api.js";
import type { Graph } from "../incremental.js";
import type { Model } from "../model/index.js";
import { type Judgement, judgeAll, nothing, type Verdict } from "./judge.js";
import { createRouter, type Routed, sameRouted } from "./route.js";

/** What all rules say of a unit, in text order. Where nothing is edited (`once`) there is nothing to keep apart. */
export function createJudgement(graph: Graph, { candidates, project }: Model, rules: readonly Rule[]): (unit: string) => Judgement {
  const groups = graph.once ? new Map([["all", rules]]) : groupsOf(rules);
  const route = createRouter([...groups.values()], candidates);
  const routedIn = (unit: string): readonly Routed[] => candidates.in(unit).map((it) => ({ subject: it.subject, rules: route(it) }));
  if (graph.once) return graph.query<Judgement>("judge", (unit) => joined([judgeAll(routedIn(unit), 0, project)]));

  const routed = graph.query<readonly Routed[]>("routed", routedIn, { equal: sameRouted });
  const judges = [...groups.keys()].map((name, group) =>
    graph.query<Judgement>(`judge.${name}`, (unit) => judgeAll(routed(unit), group, project)),
  );
  return graph.query<Judgement>("judge", (unit) => {
    const subjects = routed(unit);
    return joined(judges.flatMap((judge, group) => (subjects.some(({ rules }) => rules[group]?.length) ? [judge(unit)] : [])));
  });
}

function joined(parts: readonly Judgement[]): Judgement {
  const [only, ...others] = parts.filter((it) => it !== nothing);
  if (only === undefined) return nothing;
  if (others.length === 0 && only.verdicts.length < 2) return only;
  return { verdicts: parts.flatMap((it) => it.verdicts).sort(inTextOrder), faults: parts.flatMap((it) => it.faults) };
}

/** Families whose rules ask about whole namespaces and clusters: an edit there has them judged again, and not all the others with them. */
const wide: readonly string[] = ["segmentation", "mesh", "rbac"];

/** Rules that are judged together. Those that ask nothing of the workspace are apart: only an edit of their own unit has them judged again. */
function groupsOf(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const it of rules) {
    const asks = it.check.length > 1;
    const group = asks ? (wide.find((name) => it.id.startsWith(`${name}/`)) ?? "others") : "alone";
    groups.set(group, [...(groups.get(group) ?? []), it]);
  }
  return groups;
}

/** By place, then rule, then message. */
export function inTextOrder(a: Verdict, b: Verdict): number {
  return a.at.start - b.at.start || a.at.end - b.at.end || compare(a.rule.id, b.rule.id) || compare(a.problem.what, b.problem.what);
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
