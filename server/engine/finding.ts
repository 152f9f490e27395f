/** What the engine answers: findings and proved fixes, as plain data in offsets of files. */
import type { FixLevel, Pillar, Severity, Tenet } from "../../rules/api.js";
import type { TextEdit } from "../syntax/text.js";

/** Half-open UTF-16 offsets in one file. */
export interface FileRange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface Finding extends FileRange {
  readonly rule: string;
  readonly severity: Severity;
  readonly pillar: Pillar;
  readonly tenet: readonly Tenet[];
  readonly message: string;
  /** `aws_iam_policy.app`, `NetworkPolicy/prod/default-deny`. */
  readonly resource: string;
  /** Stable within its file while unrelated text changes: rule, resource, message and occurrence. */
  readonly key: string;
  readonly related: readonly (FileRange & { readonly message: string })[];
  readonly suppressed: Suppressed | false;
  /** Whether the rule offered any fix; `Engine.fixes` proves them. */
  readonly fixable: boolean;
}

/** What a finding is known by in baselines, also when lines move: 16 hex digits of its file and key (FNV-1a in two lanes). */
export function fingerprintOf({ file, key }: Pick<Finding, "file" | "key">): string {
  const text = `${file}|${key}`;
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  return [a, b].map((it) => (it >>> 0).toString(16).padStart(8, "0")).join("");
}

export interface Suppressed {
  /** `comment`, `annotation`, `file`, or the other tool whose comment was honoured. */
  readonly by: string;
  readonly reason: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly until: string | undefined;
}

/** A fix that was applied, parsed and re-analysed: it removes its finding and adds none. */
export interface ProvedFix {
  readonly title: string;
  readonly level: FixLevel;
  readonly edits: readonly { readonly file: string; readonly edits: readonly TextEdit[] }[];
  readonly creates: readonly { readonly file: string; readonly text: string }[];
}

/** A syntax or configuration problem, or a file that could not be read. */
export interface FileProblem extends FileRange {
  readonly message: string;
  readonly severity: Severity;
  /** `syntax`, `config`, `suppression`, `internal`. */
  readonly code: string;
}
