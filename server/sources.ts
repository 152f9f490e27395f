/** The texts under analysis, as inputs of the incremental graph, and their units: a file, or one document of a YAML stream. */
import type { Place } from "../rules/api.js";
import { Graph, type Input, sameItems } from "./incremental.js";
import { splitStream } from "./syntax/yaml/split.js";

export type Language = "terraform" | "yaml" | "json" | "rego" | "cedar" | "other";

/** One stretch of a file that is parsed and judged on its own. `id` is `path#index`; `start` is its offset in the file. */
export interface Unit {
  readonly id: string;
  readonly path: string;
  readonly index: number;
  readonly start: number;
}

/** Paths are POSIX, relative to the workspace root, without a leading `./`. */
export class Sources {
  readonly graph = new Graph();
  readonly #text: Input<string | undefined> = this.graph.input<string | undefined>("text", undefined);
  readonly #folders: Input<readonly string[]> = this.graph.input<readonly string[]>("folder", [], sameItems);
  readonly #all: Input<readonly string[]> = this.graph.input<readonly string[]>("paths", [], sameItems);
  readonly #known = new Set<string>();

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
      this.#text.set(path, text);
      if ((text !== undefined) === this.#known.has(path)) continue;
      if (text === undefined) this.#known.delete(path);
      else this.#known.add(path);
      touched.add(folderOf(path));
    }
    if (touched.size > 0) this.#publish(touched);
  }

  /** Runs `read` as if the changes were made, then puts everything back. */
  trial<T>(changes: readonly (readonly [path: string, text: string | undefined])[], read: () => T): T {
    const known = [...this.#known];
    try {
      return this.graph.trial(() => this.change(changes), read);
    } finally {
      this.#known.clear();
      for (const path of known) this.#known.add(path);
    }
  }

  /** The units of a file in order: its documents for YAML, itself otherwise. */
  readonly units = this.graph.query<readonly Unit[]>(
    "units",
    (path) => this.#documents(path).map((it, index) => ({ id: `${path}#${index}`, path, index, start: it.start })),
    { equal: (a, b) => a.length === b.length && a.every((it, i) => it.start === b[i]?.start) },
  );

  /** The text of one unit. */
  readonly unitText = this.graph.query<string | undefined>("unitText", (id) => {
    const { path, index } = parseUnit(id);
    return this.#documents(path)[index]?.text;
  });

  /** A place in offsets of its file. */
  locate(place: Place): { readonly path: string; readonly start: number; readonly end: number } {
    const { path, index } = parseUnit(place.unit);
    const start = this.units(path)[index]?.start ?? 0;
    return { path, start: start + place.start, end: start + place.end };
  }

  readonly #documents = this.graph.query<readonly { start: number; text: string }[]>("split", (path) => {
    const text = this.text(path);
    if (text === undefined) return [];
    return languageOf(path) === "yaml" ? splitStream(text) : [{ start: 0, text }];
  });

  #publish(touched: ReadonlySet<string>): void {
    const paths = [...this.#known].sort();
    this.#all.set("", paths);
    const folders = new Map<string, string[]>([...touched].map((it) => [it, []]));
    for (const path of paths) folders.get(folderOf(path))?.push(path);
    for (const [folder, inside] of folders) this.#folders.set(folder, inside);
  }
}

export function parseUnit(id: string): { readonly path: string; readonly index: number } {
  const hash = id.lastIndexOf("#");
  return { path: id.slice(0, hash), index: Number(id.slice(hash + 1)) };
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
