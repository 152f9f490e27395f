/** The only reader of the file system: walks folders, honours ignore files, and names what it could not read. */
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import ignore, { type Ignore } from "ignore";

export interface Skipped {
  /** Absolute path. */
  readonly file: string;
  readonly reason: string;
}

export interface Found {
  /** Absolute paths with their texts. */
  readonly texts: ReadonlyMap<string, string>;
  readonly skipped: readonly Skipped[];
  /** Paths that were asked for by name and could not be read. */
  readonly unreadable: readonly Skipped[];
}

const wanted = /\.(?:tf|tfvars|ya?ml|rego|cedar|tpl|tftpl|hujson)$/i;
const supporting = /\.(?:json|hcl|tmpl)$/i;
const skippedFolders: ReadonlySet<string> = new Set([".git", "node_modules", ".terraform", ".terragrunt-cache", "vendor"]);
const maximumSize = 5_000_000;
const maximumSupporting = 200_000;
const maximumFiles = 200_000;

/** Whether the engine can use a file of this name. */
export function isWanted(name: string): boolean {
  return wanted.test(name) || supporting.test(name);
}

/** Longest stretch of reading, in milliseconds, before others get their turn. */
const stretch = 20;

/**
 * Gives others their turn now and then. Small files are read six times faster while the caller waits than through the thread pool, which is most
 * of what reading a large workspace takes.
 */
function createTurns(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < stretch) return undefined;
    return new Promise((done) =>
      setImmediate(() => {
        since = performance.now();
        done();
      }),
    );
  };
}

/** Reads files and folders. A file named itself is read whatever its ending; with `shallow` folders inside folders are left alone. */
export async function readPaths(paths: readonly string[], shallow = false): Promise<Found> {
  const texts = new Map<string, string>();
  const skipped: Skipped[] = [];
  const unreadable: Skipped[] = [];
  const turn = createTurns();
  for (const path of paths) {
    try {
      if (statSync(path).isDirectory()) {
        const files: string[] = [];
        await walk(path, { above: [], seen: new Set(), shallow, turn }, files, skipped);
        for (const file of files) {
          keep(file, texts, skipped);
          await turn();
        }
      } else keep(path, texts, unreadable);
    } catch (error) {
      unreadable.push({ file: path, reason: reasonOf(error) });
    }
  }
  return { texts, skipped, unreadable };
}

interface Ignoring {
  readonly folder: string;
  readonly rules: Ignore;
}

interface Walk {
  readonly above: readonly Ignoring[];
  /** Real paths of the folders that were entered. */
  readonly seen: Set<string>;
  readonly shallow: boolean;
  readonly turn: () => Promise<void> | undefined;
}

async function walk(folder: string, { above, seen, shallow, turn }: Walk, files: string[], skipped: Skipped[]): Promise<void> {
  let entries: Dirent[];
  try {
    // A link to a folder above would walk for ever.
    const real = realpathSync.native(folder);
    if (seen.has(real) || files.length > maximumFiles) return;
    seen.add(real);
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    skipped.push({ file: folder, reason: reasonOf(error) });
    return;
  }
  const ignoring = [...above];
  for (const name of [".gitignore", ".ztlintignore"]) {
    if (!entries.some((it) => it.name === name && it.isFile())) continue;
    try {
      ignoring.push({ folder, rules: ignore().add(readFileSync(join(folder, name), "utf8")) });
    } catch (error) {
      skipped.push({ file: join(folder, name), reason: reasonOf(error) });
    }
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && isLinkedFolder(path));
    if (isFolder ? skippedFolders.has(entry.name) : !isWanted(entry.name)) continue;
    if (ignoring.some((it) => it.rules.ignores(path.slice(it.folder.length + 1).replaceAll("\\", "/") + (isFolder ? "/" : "")))) continue;
    if (!isFolder) files.push(path);
    else if (!shallow) await walk(path, { above: ignoring, seen, shallow, turn }, files, skipped);
  }
  await turn();
}

function isLinkedFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function keep(path: string, texts: Map<string, string>, skipped: Skipped[]): void {
  const text = readText(path);
  if (typeof text === "string") texts.set(path, text);
  else if (text.reason !== "") skipped.push({ file: path, reason: text.reason });
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A file's text, or why there is none; an empty reason for supporting files that are merely large. */
export function readText(path: string): string | { readonly reason: string } {
  try {
    const info = statSync(path);
    // To open a pipe that nobody writes to would wait for ever.
    if (!info.isFile()) return { reason: "not a file" };
    if (supporting.test(basename(path)) && info.size > maximumSupporting) return { reason: "" };
    if (info.size > maximumSize) return { reason: `larger than ${maximumSize / 1_000_000} MB` };
    const bytes = readFileSync(path);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return { reason: "UTF-16: save it as UTF-8" };
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return { reason: "UTF-16: save it as UTF-8" };
    if (bytes.subarray(0, 8000).includes(0)) return { reason: "binary" };
    return decoder.decode(bytes);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ELOOP") return "too many links";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "not UTF-8";
  return error instanceof Error ? error.message : String(error);
}
