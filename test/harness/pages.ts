/** Reads and runs rule pages: fenced blocks with marks under the code, and diffs of the fixes they offer. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTwoFilesPatch } from "diff";
import type { Rule } from "../../rules/api.js";
import { createEngine, type Engine, type Finding, type ProvedFix } from "../../server/engine/index.js";
import { applyEdits, LineTable } from "../../server/syntax/text.js";

export const rulesFolder = join(dirname(fileURLToPath(import.meta.url)), "../../rules");

/** A fenced block of a page: one workspace of one or more files. */
export interface Case {
  readonly page: string;
  /** One-based line of the first fence. */
  readonly line: number;
  readonly files: readonly CaseFile[];
  readonly diffs: readonly Fence[];
}

export interface CaseFile {
  readonly fence: Fence;
  readonly name: string;
  /** The text without its marks. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** `# ^^^^ error: message` under the code: zero-based line and columns of the text without marks. */
export interface Mark {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly severity: string;
  readonly message: string;
}

interface Fence {
  readonly info: string;
  readonly body: string;
  /** Offsets of the body in the page. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

const extensions: Readonly<Record<string, string>> = {
  hcl: "main.tf",
  yaml: "main.yaml",
  rego: "policy.rego",
  cedar: "policy.cedar",
  json: "main.json",
};
const markLine = /^(\s*)#( *)(\^+) (error|warning|info): (.*)$/;

/** Every page below rules/ with its id. */
export function pageIds(): readonly string[] {
  return readdirSync(rulesFolder, { withFileTypes: true })
    .filter((it) => it.isDirectory())
    .flatMap((family) =>
      readdirSync(join(rulesFolder, family.name))
        .filter((it) => it.endsWith(".md"))
        .map((it) => `${family.name}/${it.slice(0, -3)}`),
    )
    .sort();
}

export function readPage(id: string): string {
  return readFileSync(join(rulesFolder, `${id}.md`), "utf8");
}

/**
 * Groups a page's fences into cases. A block with `file=name` joins the block before it when that one named a file too and only diffs
 * or blank lines stand between them; any prose starts a new case.
 */
export function casesOf(id: string, page: string): readonly Case[] {
  const cases: { page: string; line: number; files: CaseFile[]; diffs: Fence[]; named: boolean; end: number }[] = [];
  for (const fence of fences(page)) {
    const [language = "", ...rest] = fence.info.split(/\s+/);
    const last = cases[cases.length - 1];
    if (language === "diff") {
      last?.diffs.push(fence);
      if (last) last.end = fence.end;
      continue;
    }
    const fallback = extensions[language];
    if (fallback === undefined) continue;
    const name = rest.find((it) => it.startsWith("file="))?.slice(5);
    const joins =
      last !== undefined &&
      name !== undefined &&
      last.named &&
      /^```\s*(?:```.*)?$/.test(page.slice(last.end, fence.start).trim().split("\n").slice(0, -1).join("") || "```");
    const file = readMarks(fence, name ?? fallback);
    if (joins) {
      last.files.push(file);
      last.end = fence.end;
    } else cases.push({ page: id, line: fence.line, files: [file], diffs: [], named: name !== undefined, end: fence.end });
  }
  return cases;
}

function fences(page: string): readonly Fence[] {
  const found: Fence[] = [];
  const pattern = /^```([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm;
  for (const match of page.matchAll(pattern)) {
    const start = (match.index ?? 0) + 4 + (match[1]?.length ?? 0);
    const body = match[2] ?? "";
    found.push({
      info: (match[1] ?? "").trim(),
      body,
      start,
      end: start + body.length,
      line: page.slice(0, match.index).split("\n").length,
    });
  }
  return found;
}

function readMarks(fence: Fence, name: string): CaseFile {
  const lines: string[] = [];
  const marks: Mark[] = [];
  for (const line of fence.body.split("\n")) {
    const match = markLine.exec(line);
    if (!match) {
      lines.push(line);
      continue;
    }
    const from = (match[1]?.length ?? 0) + 1 + (match[2]?.length ?? 0);
    marks.push({ line: lines.length - 1, from, to: from + (match[3]?.length ?? 0), severity: match[4] ?? "", message: match[5] ?? "" });
  }
  return { fence, name, text: lines.join("\n"), marks };
}

/** An engine that holds the files of a case. */
export function engineFor(files: readonly { readonly name: string; readonly text: string }[], rules?: readonly Rule[]): Engine {
  const engine = createEngine(rules ? { rules } : {});
  engine.configure({ preset: "strict" });
  engine.change(files.map((it) => [it.name, it.text] as const));
  return engine;
}

/** Marks as the engine would draw them for one file; a range over several lines is marked to the end of its first. */
export function marksOf(engine: Engine, file: string, rule: string): readonly Mark[] {
  const text = engine.text(file) ?? "";
  const lines = new LineTable(text);
  return engine
    .findings(file)
    .filter((it) => it.rule === rule && it.suppressed === false)
    .map((it) => {
      const start = lines.position(it.start);
      const end = lines.position(it.end);
      const lineEnd = text.slice(lines.lineStart(start.line)).split(/\r?\n/)[0]?.length ?? 0;
      return {
        line: start.line,
        from: start.character,
        to: end.line === start.line ? end.character : lineEnd,
        severity: it.severity,
        message: it.message,
      };
    });
}

/** A block's body with marks drawn under their lines. Columns 0 and 1 cannot be drawn under a `#`: such marks start at column 1. */
export function drawMarks(text: string, marks: readonly Mark[]): string {
  return text
    .split("\n")
    .flatMap((line, index) => [line, ...marks.filter((it) => it.line === index).map(drawMark)])
    .join("\n");
}

export function drawMark(mark: Mark): string {
  const from = Math.max(1, mark.from);
  return `#${" ".repeat(from - 1)}${"^".repeat(Math.max(1, mark.to - from))} ${mark.severity}: ${mark.message}`;
}

/** The first fix of a finding as a page shows it: changed lines only, new files named. */
export function drawFix(engine: Engine, fix: ProvedFix): string {
  const changed = [
    ...fix.edits.map(({ file, edits }) => ({ file, before: engine.text(file) ?? "", after: applyEdits(engine.text(file) ?? "", edits) })),
    ...fix.creates.map(({ file, text }) => ({ file, before: "", after: text })),
  ];
  return changed
    .map(({ file, before, after }) => {
      const patch = createTwoFilesPatch(file, file, before, after, "", "", { context: 0 });
      const lines = patch.split("\n").filter((it) => /^[+-]/.test(it) && !/^(\+\+\+|---) /.test(it));
      return [...(changed.length > 1 || before === "" ? [`# ${file}`] : []), ...lines].join("\n");
    })
    .join("\n")
    .concat("\n");
}

/** The distinct first fixes offered for the findings of a rule, in order, with their fence info. */
export function fixesShown(
  engine: Engine,
  files: readonly string[],
  rule: string,
): readonly { readonly info: string; readonly body: string; readonly finding: Finding }[] {
  const shown: { info: string; body: string; finding: Finding }[] = [];
  for (const file of files)
    for (const finding of engine.findings(file)) {
      if (finding.rule !== rule || finding.suppressed !== false) continue;
      const [fix] = engine.fixes(finding);
      if (fix) shown.push({ info: `diff ${fix.level}: ${fix.title}`, body: drawFix(engine, fix), finding });
    }
  return shown;
}
