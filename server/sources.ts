/** The texts under analysis, as inputs of the incremental graph, and their units: a top-level block, a YAML document, or a file. */
import type { Place } from "../rules/api.js";
import { Graph, type Input, sameItems } from "./incremental.js";
import { splitBlocks } from "./syntax/hcl/split.js";
import type { TextPart } from "./syntax/text.js";
import { splitStream } from "./syntax/yaml/split.js";

export type Language = "terraform" | "yaml" | "json" | "rego" | "cedar" | "other";

/**
 * One stretch of a file that is parsed and judged on its own. `id` is `path#number`, and the number says nothing about the order: a unit keeps
 * it while others come and go around it. `start` is its offset in the file.
 */
export interface Unit {
  readonly id: string;
  readonly path: string;
  readonly start: number;
}

/** Paths are POSIX, relative to the workspace root, without a leading `./`. */
export class Sources {
  readonly graph: Graph;
  readonly #text: Input<string | undefined>;
  readonly #units: Input<readonly Unit[]>;
  readonly #unitIds: Input<readonly string[]>;
  readonly #unitText: Input<string | undefined>;
  readonly #folders: Input<readonly string[]>;
  readonly #all: Input<readonly string[]>;
  readonly #known = new Set<string>();

  constructor(graph = new Graph()) {
    this.graph = graph;
    this.#text = graph.input<string | undefined>("text", undefined);
    this.#units = graph.input<readonly Unit[]>("units", [], sameUnits);
    this.#unitIds = graph.input<readonly string[]>("unitIds", [], sameItems);
    this.#unitText = graph.input<string | undefined>("unitText", undefined);
    this.#folders = graph.input<readonly string[]>("folder", [], sameItems);
    this.#all = graph.input<readonly string[]>("paths", [], sameItems);
  }

  /** All paths, sorted. */
  paths(): readonly string[] {
    return this.#all.get("");
  }

  /** Paths of the files directly in a folder (`""` is the root), sorted. */
  inFolder(folder: string): readonly string[] {
    return this.#folders.get(folder);
  }

  /** undefined for a file that is not in the workspace. */
  text(path: string): string | undefined {
    return this.#text.get(path);
  }

  /** Sets or (with undefined) removes files. Equal texts change nothing. Works inside a trial. */
  change(changes: Iterable<readonly [path: string, text: string | undefined]>): void {
    const touched = new Set<string>();
    for (const [path, text] of changes) {
      if (text === this.#text.get(path)) continue;
      this.#text.set(path, text);
      this.#split(path, text);
      if ((text !== undefined) === this.#known.has(path)) continue;
      if (text === undefined) this.#known.delete(path);
      else this.#known.add(path);
      touched.add(folderOf(path));
    }
    if (touched.size > 0) this.#publish(touched);
  }

  /** Runs `read` as if the changes were made, then puts everything back. It is handed the files of which something else may be said now. */
  trial<T>(changes: readonly (readonly [path: string, text: string | undefined])[], read: (reached: ReadonlySet<string>) => T): T {
    const known = [...this.#known];
    try {
      return this.graph.trial(() => this.change(changes), read);
    } finally {
      this.#known.clear();
      for (const path of known) this.#known.add(path);
    }
  }

  /** The units of a file in order: blocks for Terraform, documents for YAML, itself otherwise. */
  units(path: string): readonly Unit[] {
    return this.#units.get(path);
  }

  /** The ids of a file's units in order: they change less often than where the units start. */
  unitIds(path: string): readonly string[] {
    return this.#unitIds.get(path);
  }

  /** The text of one unit. */
  unitText(id: string): string | undefined {
    return this.#unitText.get(id);
  }

  /** A place in offsets of its file. */
  locate(place: Place): { readonly path: string; readonly start: number; readonly end: number } {
    const path = pathOf(place.unit);
    const start = byId(this.units(path), place.unit)?.start ?? 0;
    return { path, start: start + place.start, end: start + place.end };
  }

  /** The stretch of its file that a unit is. */
  extent(unit: string): { readonly start: number; readonly end: number } {
    const { start } = this.locate({ unit, start: 0, end: 0 });
    return { start, end: start + (this.unitText(unit)?.length ?? 0) };
  }

  /** Sets what changed among the units of a file, which is most often one. Units keep their ids, which are names only: no finding depends on them. */
  #split(path: string, text: string | undefined): void {
    const before = this.#unitIds.get(path).map((id) => ({ id, text: this.#unitText.get(id) }));
    const parts = text === undefined ? [] : partsOf(path, text);
    const ids = alignedIds(path, parts, before);
    parts.forEach((it, i) => {
      this.#unitText.set(ids[i] ?? "", it.text);
    });
    if (before.length > 0) {
      const kept = new Set(ids);
      for (const { id } of before) if (!kept.has(id)) this.#unitText.set(id, undefined);
    }
    this.#unitIds.set(path, ids);
    this.#units.set(
      path,
      parts.map(({ start }, i) => ({ id: ids[i] ?? "", path, start })),
    );
  }

  #publish(touched: ReadonlySet<string>): void {
    const paths = [...this.#known].sort();
    this.#all.set("", paths);
    const folders = new Map<string, string[]>([...touched].map((it) => [it, []]));
    for (const path of paths) folders.get(folderOf(path))?.push(path);
    for (const [folder, inside] of folders) this.#folders.set(folder, inside);
  }
}

function sameUnits(a: readonly Unit[], b: readonly Unit[]): boolean {
  return a.length === b.length && a.every((it, i) => it.start === b[i]?.start && it.id === b[i]?.id);
}

function partsOf(path: string, text: string): readonly TextPart[] {
  if (path.endsWith(".tf")) return splitBlocks(text);
  return languageOf(path) === "yaml" ? splitStream(text) : [{ start: 0, text }];
}

/** Ids for the parts of a file: those of equal parts before and behind what changed, then those of what stood between, then new ones. */
function alignedIds(
  path: string,
  parts: readonly TextPart[],
  before: readonly { readonly id: string; readonly text: string | undefined }[],
): readonly string[] {
  if (before.length === 0) return parts.map((_, i) => `${path}#${i}`);
  let head = 0;
  while (head < parts.length && head < before.length && parts[head]?.text === before[head]?.text) head++;
  const most = Math.min(parts.length, before.length) - head;
  let tail = 0;
  while (tail < most && parts[parts.length - 1 - tail]?.text === before[before.length - 1 - tail]?.text) tail++;
  const taken = new Set(before.map((it) => it.id));
  let next = 0;
  const fresh = (): string => {
    while (taken.has(`${path}#${next}`)) next++;
    return `${path}#${next++}`;
  };
  return parts.map((_, i) => {
    const behind = parts.length - i;
    if (behind <= tail) return before[before.length - behind]?.id ?? fresh();
    return i < before.length - tail ? (before[i]?.id ?? fresh()) : fresh();
  });
}

/** Most files have few units, for which a look at each is cheapest; the maps of the others live as long as their lists. */
const indexes = new WeakMap<readonly { readonly id: string }[], ReadonlyMap<string, number>>();

/** The item with an id. */
export function byId<T extends { readonly id: string }>(units: readonly T[], id: string): T | undefined {
  if (units.length <= 32) return units.find((it) => it.id === id);
  const index = indexes.get(units) ?? new Map(units.map((it, i) => [it.id, i]));
  indexes.set(units, index);
  return units[index.get(id) ?? -1];
}

/** The file of a unit. */
export function pathOf(unit: string): string {
  return unit.slice(0, unit.lastIndexOf("#"));
}

/** `""` for a file at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

export function languageOf(path: string): Language {
  if (/\.(tf|tfvars)$/.test(path)) return "terraform";
  if (/\.ya?ml$/.test(path)) return "yaml";
  if (/\.json$/.test(path)) return "json";
  if (path.endsWith(".rego")) return "rego";
  return path.endsWith(".cedar") ? "cedar" : "other";
}
