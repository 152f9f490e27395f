/** Routes subjects to the rules that asked for them and collects what they say; one rule's failure costs only that rule on that subject. */
import type { Anchor, Place, Problem, Project, Rule, Subject, SubjectKind } from "../../rules/api.js";
import type { Subjects } from "../model/index.js";

/** A problem as a rule yielded it, in places of units. */
export interface Verdict {
  readonly rule: Rule;
  readonly subject: Subject;
  readonly problem: Problem;
  readonly at: Place;
}

/** A rule that threw, or reported outside its subject. */
export interface Fault {
  readonly rule: string;
  readonly label: string;
  readonly at: Place;
  readonly message: string;
}

export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly faults: readonly Fault[];
}

export type Routes = ReadonlyMap<SubjectKind, { readonly any: readonly Rule[]; readonly picked: ReadonlyMap<string, readonly Rule[]> }>;

/** Indexes rules by the subjects that they want. */
export function routeRules(rules: readonly Rule[]): Routes {
  const routes = new Map<SubjectKind, { any: Rule[]; picked: Map<string, Rule[]> }>();
  for (const rule of rules) {
    const route = routes.get(rule.on) ?? { any: [], picked: new Map<string, Rule[]>() };
    routes.set(rule.on, route);
    if (rule.of === undefined) route.any.push(rule);
    for (const pick of rule.of ?? []) route.picked.set(pick, [...(route.picked.get(pick) ?? []), rule]);
  }
  return routes;
}

/** Judges every subject of one unit. */
export function judgeUnit(unit: string, routes: Routes, subjects: Subjects, project: Project): Judgement {
  const verdicts: Verdict[] = [];
  const faults: Fault[] = [];
  for (const kind of subjects.kinds(unit)) {
    const route = routes.get(kind);
    if (route === undefined) continue;
    for (const { subject, picks } of subjects.of(kind, unit)) {
      for (const rule of route.any) judge(rule, subject, project, verdicts, faults);
      const seen = new Set<Rule>();
      for (const pick of picks)
        for (const rule of route.picked.get(pick) ?? []) {
          if (seen.has(rule)) continue;
          seen.add(rule);
          judge(rule, subject, project, verdicts, faults);
        }
    }
  }
  return verdicts.length === 0 && faults.length === 0 ? nothing : { verdicts: verdicts.slice(), faults: faults.slice() };
}

/** What most units give most groups of rules to say. */
export const nothing: Judgement = { verdicts: [], faults: [] };

function judge(rule: Rule, subject: Subject, project: Project, verdicts: Verdict[], faults: Fault[]): void {
  const before = verdicts.length;
  try {
    for (const problem of check(rule, subject, project)) {
      const at = placeOf(problem.at);
      if (!inside(at, subject.full)) {
        faults.push({ rule: rule.id, label: subject.label, at: subject.at, message: `reports outside its subject: ${problem.what}` });
        continue;
      }
      verdicts.push({ rule, subject, problem, at });
    }
  } catch (error) {
    verdicts.length = before;
    const message = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
    faults.push({ rule: rule.id, label: subject.label, at: subject.at, message });
  }
}

/** The one place where a rule's parameter type is widened: `Routes` pairs each rule with subjects of its own kind. */
function check(rule: Rule, subject: Subject, project: Project): Iterable<Problem> {
  return (rule.check as (subject: Subject, project: Project) => Iterable<Problem>)(subject, project);
}

export function placeOf(target: Anchor): Place {
  return "unit" in target ? target : target.at;
}

function inside(place: Place, full: Place): boolean {
  return place.unit === full.unit && place.start >= full.start && place.end <= full.end;
}
