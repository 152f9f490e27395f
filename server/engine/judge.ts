/** Asks rules about the subjects that they want and collects what they say; one rule's failure costs only that rule on that subject. */
import type { Anchor, Place, Problem, Project, Rule, Subject } from "../../rules/api.js";
import type { Routed } from "./route.js";

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

/** Has one group of rules judge the subjects of a unit. */
export function judgeAll(routed: readonly Routed[], group: number, project: Project): Judgement {
  const verdicts: Verdict[] = [];
  const faults: Fault[] = [];
  for (const { subject, rules } of routed) for (const rule of rules[group] ?? []) judge(rule, subject, project, verdicts, faults);
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
