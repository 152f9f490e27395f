/** What a scan found, ready for a report: findings with positions, fixes, and counts. */
import type { Pillar } from "../../rules/api.js";
import type { FileProblem, Finding, ProvedFix } from "../engine/index.js";

export interface Reported {
  readonly finding: Finding;
  /** POSIX path relative to the working directory. */
  readonly file: string;
  readonly range: Range;
  readonly related: readonly { readonly file: string; readonly range: Range; readonly message: string }[];
  readonly fixes: readonly ReportedFix[];
}

export interface ReportedFix {
  readonly title: string;
  readonly level: ProvedFix["level"];
  readonly edits: readonly { readonly file: string; readonly range: Range; readonly newText: string }[];
  readonly creates: ProvedFix["creates"];
}

/** Zero-based, UTF-16, as in LSP. */
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface ScanResult {
  readonly version: string;
  readonly counts: { readonly scanned: number; readonly terraform: number; readonly kubernetes: number; readonly rego: number };
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly findings: readonly Reported[];
  readonly problems: readonly { readonly problem: FileProblem; readonly file: string; readonly range: Range }[];
}

const pillars: readonly Pillar[] = ["identity", "devices", "networks", "workloads", "data", "visibility", "automation"];
const weight = { error: 10, warning: 4, info: 1 } as const;

/**
 * The score of a pillar: 100 when nothing in it failed, halved by every 40 points of findings per file that was read, where an error weighs 10,
 * a warning 4, a hint 1. `checked` is the number of files that were judged, `failed` the number of findings.
 */
export function posture(result: ScanResult): {
  readonly score: number;
  readonly pillars: Readonly<Record<string, { readonly score: number; readonly checked: number; readonly failed: number }>>;
} {
  const checked = result.counts.terraform + result.counts.kubernetes + result.counts.rego;
  const open = result.findings.filter((it) => it.finding.suppressed === false);
  const rows = pillars.map((pillar) => {
    const mine = open.filter((it) => it.finding.pillar === pillar);
    const points = mine.reduce((sum, it) => sum + weight[it.finding.severity], 0);
    return [pillar, { score: Math.round(100 * 0.5 ** (points / Math.max(1, checked) / 40)), checked, failed: mine.length }] as const;
  });
  return { score: Math.round(rows.reduce((sum, [, it]) => sum + it.score, 0) / rows.length), pillars: Object.fromEntries(rows) };
}
