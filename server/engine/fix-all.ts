/** Fix-all: applies proved fixes in passes until nothing changes. */
import type { FixLevel } from "../../rules/api.js";
import type { Sources } from "../sources.js";
import type { TextEdit } from "../syntax/text.js";
import type { FileProblem, ProvedFix } from "./finding.js";
import { changedTexts, type Prover } from "./fix.js";
import type { Judged } from "./index.js";

export interface FixAllContext {
  readonly sources: Sources;
  readonly visible: (path: string) => readonly Judged[];
  readonly problems: (path: string) => readonly FileProblem[];
  readonly prover: Prover;
}

export interface FixAllOptions {
  readonly level: FixLevel;
  readonly paths?: readonly string[];
  readonly rule?: string;
}

const maximumPasses = 10;

/** New text by path. The sources are as before when it returns. */
export function fixAll(context: FixAllContext, { level, paths, rule }: FixAllOptions): ReadonlyMap<string, string> {
  const { sources, visible, prover } = context;
  const original = new Map<string, string | undefined>();
  const chosen = paths ?? [...sources.paths()];
  const seen = new Set<string>();
  // A fix must not worsen any of the files: all of them are looked at before the first proof.
  for (const path of chosen) visible(path);
  try {
    for (let pass = 0; pass < maximumPasses; pass++) {
      let changed = false;
      for (const path of chosen) {
        const batch = collect(path);
        if (batch === undefined) continue;
        const changes = changedTexts(sources, batch);
        if (changes === undefined) continue;
        // A text that was seen before means that two fixes undo each other: stop rather than swing.
        if (changes.every(([file, text]) => seen.has(`${file}\n${text}`))) continue;
        for (const [file, text] of changes) {
          seen.add(`${file}\n${text}`);
          if (!original.has(file)) original.set(file, sources.text(file));
        }
        sources.change(changes);
        changed = true;
      }
      if (!changed) break;
    }
    return new Map(
      [...original.keys()].flatMap((path) => {
        const text = sources.text(path);
        return text === undefined || text === original.get(path) ? [] : [[path, text] as const];
      }),
    );
  } finally {
    sources.change([...original].map(([path, text]) => [path, text] as const));
  }

  /** The fixes of one file that do not touch each other, as one. What is left over waits for the next pass. */
  function collect(path: string): ProvedFix | undefined {
    const taken = new Map<string, TextEdit[]>();
    const creates: ProvedFix["creates"][number][] = [];
    for (const it of visible(path)) {
      if (it.finding.suppressed || !it.finding.fixable || (rule !== undefined && it.finding.rule !== rule)) continue;
      if (level === "safe" && it.verdict?.rule.fixes === "none") continue;
      const fix = prover.prove(it).find((candidate) => level === "review" || candidate.level === "safe");
      if (fix === undefined || fix.edits.some(({ file, edits }) => overlaps(taken.get(file) ?? [], edits))) continue;
      if (fix.creates.some((file) => creates.some((other) => other.file === file.file))) continue;
      for (const { file, edits } of fix.edits) taken.set(file, [...(taken.get(file) ?? []), ...edits]);
      creates.push(...fix.creates);
    }
    if (taken.size === 0 && creates.length === 0) return undefined;
    return { title: "", level, edits: [...taken].map(([file, edits]) => ({ file, edits })), creates };
  }
}

/** Touching counts as overlapping: two insertions at one place may be the same companion twice. */
function overlaps(a: readonly TextEdit[], b: readonly TextEdit[]): boolean {
  return a.some((x) => b.some((y) => x.start <= y.end && y.start <= x.end));
}
