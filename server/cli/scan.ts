/** Loads paths into engines and collects what they find, with positions relative to the working directory. */
import { dirname, relative, resolve, sep } from "node:path";
import type { EngineSettings } from "../engine/index.js";
import { createEngine, type Engine, type FileProblem, type Finding, type ProvedFix } from "../engine/index.js";
import { type Found, readPaths } from "../files.js";
import type { Range, Reported, ScanResult } from "../report/result.js";
import { hashicorpProblems } from "../syntax/hcl/hashicorp.js";
import { LineTable } from "../syntax/text.js";

export interface ScanOptions {
  readonly paths: readonly string[];
  readonly isolated: boolean;
  readonly withFixes: boolean;
  readonly settings: EngineSettings;
  /** Text of the configuration file, when one is named. */
  readonly config: string | undefined;
  readonly version: string;
  /** Called with a line of progress. */
  progress(done: number, total: number): void;
}

export interface Workspace {
  readonly engine: Engine;
  /** Absolute folder that engine paths are relative to. */
  readonly root: string;
  readonly found: Found;
}

/** One engine over all the paths; with `once` it takes no changes. */
export async function openWorkspace(
  paths: readonly string[],
  settings: EngineSettings,
  config: string | undefined,
  once = false,
): Promise<Workspace> {
  const found = await readPaths(paths.map((it) => resolve(it)));
  const root = commonFolder([...found.texts.keys()], paths);
  const engine = createEngine({ once });
  engine.configure(settings);
  engine.change([...found.texts].map(([path, text]) => [posix(relative(root, path)), text] as const));
  if (config !== undefined) engine.change([[".ztlint.yaml", config]]);
  return { engine, root, found };
}

/** Scans; the second value names inputs that could not be read. */
export async function scan(options: ScanOptions): Promise<{ readonly result: ScanResult; readonly unreadable: readonly string[] }> {
  const groups = options.isolated ? options.paths.map((it) => [it]) : [options.paths];
  const findings: Reported[] = [];
  const problems: ScanResult["problems"][number][] = [];
  const skipped: { file: string; reason: string }[] = [];
  const unreadable: string[] = [];
  const counts = { scanned: 0, terraform: 0, kubernetes: 0, rego: 0 };
  for (const [index, group] of groups.entries()) {
    options.progress(index, groups.length);
    const { engine, root, found } = await openWorkspace(group, options.settings, options.config, !options.withFixes);
    for (const it of found.unreadable) unreadable.push(`${it.file}: ${it.reason}`);
    for (const it of [...found.skipped, ...found.unreadable]) skipped.push({ file: fromHere(it.file), reason: it.reason });
    const name = byPath((path) => fromHere(resolve(root, path)));
    const lines = byPath((path) => new LineTable(engine.text(path) ?? ""));
    // A fix must not worsen any file of the workspace: all of them are looked at before the first proof.
    if (options.withFixes) for (const path of engine.paths()) attempt(() => engine.findings(path));
    for (const path of engine.paths()) {
      counts.scanned++;
      try {
        const kind = engine.kind(path);
        if (kind !== "none") counts[kind]++;
        for (const it of engine.findings(path)) findings.push(reported(it, options.withFixes ? engine.fixes(it) : [], name, lines));
        for (const it of await problemsOf(engine, path)) problems.push({ problem: it, file: name(path), range: rangeIn(lines(path), it) });
      } catch (error) {
        skipped.push({ file: name(path), reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  options.progress(groups.length, groups.length);
  return { result: { version: options.version, counts, skipped, findings, problems }, unreadable };
}

/** A file that fails says so when it is its turn. */
function attempt(run: () => void): void {
  try {
    run();
  } catch {}
}

/** Our problems, or HashiCorp's own words for a broken Terraform file. */
async function problemsOf(engine: Engine, path: string): Promise<readonly FileProblem[]> {
  const own = engine.problems(path);
  if (!path.endsWith(".tf") || !own.some((it) => it.code === "syntax")) return own;
  const theirs = await hashicorpProblems(path, engine.text(path) ?? "");
  if (theirs.length === 0) return own;
  return [
    ...own.filter((it) => it.code !== "syntax"),
    ...theirs.map((it): FileProblem => ({ ...it, file: path, severity: "error", code: "syntax" })),
  ];
}

function reported(
  finding: Finding,
  fixes: readonly ProvedFix[],
  name: (path: string) => string,
  lines: (path: string) => LineTable,
): Reported {
  return {
    finding,
    file: name(finding.file),
    range: rangeIn(lines(finding.file), finding),
    related: finding.related.map((it) => ({ file: name(it.file), range: rangeIn(lines(it.file), it), message: it.message })),
    fixes: fixes.map((fix) => ({
      title: fix.title,
      level: fix.level,
      edits: fix.edits.flatMap(({ file, edits }) =>
        edits.map((it) => ({ file: name(file), range: rangeIn(lines(file), it), newText: it.newText })),
      ),
      creates: fix.creates.map((it) => ({ file: name(it.file), text: it.text })),
    })),
  };
}

/** Every finding asks for its file again. */
function byPath<T>(of: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const found = known.get(path) ?? of(path);
    known.set(path, found);
    return found;
  };
}

function rangeIn(lines: LineTable, it: { readonly start: number; readonly end: number }): Range {
  return { start: lines.position(it.start), end: lines.position(it.end) };
}

function commonFolder(files: readonly string[], paths: readonly string[]): string {
  const here = process.cwd();
  const all = files.length > 0 ? files.map((it) => dirname(it)) : paths.map((it) => resolve(it));
  const [first = here, ...rest] = all;
  const common = rest.reduce((left, right) => {
    let folder = left;
    while (folder !== right && !right.startsWith(folder.endsWith(sep) ? folder : folder + sep)) folder = dirname(folder);
    return folder;
  }, first);
  return common === here || common.startsWith(here + sep) ? (paths.length === 1 ? folderOfPath(paths[0] ?? ".", common) : here) : common;
}

/** A folder that was named is the root itself, so that its configuration file is found. */
function folderOfPath(path: string, common: string): string {
  const absolute = resolve(path);
  return common === absolute || common.startsWith(absolute + sep) ? absolute : common;
}

export function fromHere(path: string): string {
  return posix(relative(process.cwd(), path)) || ".";
}

function posix(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
