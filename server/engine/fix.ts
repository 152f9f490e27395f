/** Proves fixes: each is applied to the text and re-analysed before it is offered. */
import type { Fix, Problem } from "../../rules/api.js";
import { kubernetesDialect } from "../kubernetes/terraform-spelling.js";
import type { Sources } from "../sources.js";
import { createEditor } from "../syntax/edit/index.js";
import { applyEdits } from "../syntax/text.js";
import type { FileProblem, Finding, ProvedFix } from "./finding.js";
import type { Judged } from "./index.js";

export interface ProverContext {
  readonly sources: Sources;
  readonly judged: (path: string) => readonly Judged[];
  readonly problems: (path: string) => readonly FileProblem[];
  /** Files that the fix must not worsen, besides those that it edits. */
  readonly watched: ReadonlySet<string>;
}

export interface Prover {
  prove(judged: Judged): readonly ProvedFix[];
}

export function createProver({ sources, judged, problems, watched }: ProverContext): Prover {
  return {
    prove: (target) => {
      if (target.removal) return [target.removal];
      return offered(target.verdict?.problem.fix).flatMap((fix) => {
        const made = make(target, fix);
        return made !== undefined && stands(target, made) ? [made] : [];
      });
    },
  };

  function make(target: Judged, fix: Fix): ProvedFix | undefined {
    const editor = createEditor({
      text: (path) => sources.text(path),
      locate: (place) => sources.locate(place),
      extent: (unit) => sources.extent(unit),
      dialect: kubernetesDialect,
    });
    // A rule that fails while it edits offers nothing.
    try {
      fix.edit(editor);
    } catch {
      return undefined;
    }
    const result = editor.result();
    if (result === undefined || (result.edits.length === 0 && result.creates.length === 0)) return undefined;
    const allowed = target.verdict?.rule.fixes ?? "none";
    if (allowed === "none") return undefined;
    return {
      title: fix.title,
      level: allowed === "review" ? (fix.level ?? "review") : "safe",
      edits: result.edits,
      creates: result.creates,
    };
  }

  /** The fix parses, removes its own finding, and adds none. */
  function stands(target: Judged, fix: ProvedFix): boolean {
    const changes = changedTexts(sources, fix);
    if (changes === undefined) return false;
    const own = changes.map(([path]) => path);
    // Only what the change reaches can have changed: a proof costs the same in a workspace of any size.
    const after = sources.trial(changes, (reached) => stateOf(new Set([...own, ...[...reached].filter((it) => watched.has(it))])));
    const paths = new Set(after.keys());
    const before = stateOf(paths);
    const changed = [...paths].filter((it) => before.get(it)?.judged !== after.get(it)?.judged);
    const then = census(changed.flatMap((it) => before.get(it)?.judged ?? []));
    const now = census(changed.flatMap((it) => after.get(it)?.judged ?? []));
    return brokenIn(after) <= brokenIn(before) && improves(then, now, target.finding);
  }

  function stateOf(paths: ReadonlySet<string>): ReadonlyMap<string, State> {
    return new Map([...paths].map((path) => [path, { judged: judged(path), problems: problems(path).length }]));
  }
}

/** What is said of one file: the list is the same one as long as nothing that it depends on changes. */
interface State {
  readonly judged: readonly Judged[];
  readonly problems: number;
}

function brokenIn(states: ReadonlyMap<string, State>): number {
  let sum = 0;
  for (const it of states.values()) sum += it.problems;
  return sum;
}

/** How many findings there are of each kind. */
interface Census {
  readonly findings: ReadonlyMap<string, number>;
  readonly exact: ReadonlyMap<string, number>;
}

function census(all: readonly Judged[]): Census {
  const findings = new Map<string, number>();
  const exact = new Map<string, number>();
  for (const { finding } of all) {
    if (finding.suppressed) continue;
    add(findings, identity(finding));
    add(exact, exactly(finding));
  }
  return { findings, exact };
}

function improves(before: Census, after: Census, own: Finding): boolean {
  for (const [kind, count] of after.findings) if (count > (before.findings.get(kind) ?? 0)) return false;
  const fewer = (key: string, of: keyof Census): boolean => (after[of].get(key) ?? 0) < (before[of].get(key) ?? 0);
  return fewer(exactly(own), "exact") && fewer(identity(own), "findings");
}

function identity(finding: Finding): string {
  return `${finding.file}\n${finding.rule}\n${finding.resource}`;
}

function exactly(finding: Finding): string {
  return `${identity(finding)}\n${finding.message}`;
}

/** The new text of every file that a fix touches; undefined when edits overlap or a file to create exists. */
export function changedTexts(sources: Sources, fix: ProvedFix): readonly (readonly [string, string])[] | undefined {
  const changes: (readonly [string, string])[] = [];
  for (const { file, edits } of fix.edits) {
    const text = sources.text(file);
    if (text === undefined) return undefined;
    try {
      changes.push([file, applyEdits(text, edits)]);
    } catch {
      return undefined;
    }
  }
  for (const { file, text } of fix.creates) {
    if (sources.text(file) !== undefined) return undefined;
    changes.push([file, text]);
  }
  return changes;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The fixes that a rule offers, worked out now where it left that for later. A rule that fails at it offers nothing. */
function offered(fix: Problem["fix"]): readonly Fix[] {
  if (fix === undefined) return [];
  if (isList(fix)) return fix;
  if (typeof fix !== "function") return [fix];
  try {
    return fix();
  } catch {
    return [];
  }
}

function isList(fix: NonNullable<Problem["fix"]>): fix is readonly Fix[] {
  return Array.isArray(fix);
}
