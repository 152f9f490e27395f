/** The session: workspace folders with an engine each, open documents, and settings. */
import { relative, sep } from "node:path";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { URI, Utils } from "vscode-uri";
import type { Severity } from "../../rules/api.js";
import { createEngine, type Engine } from "../engine/index.js";
import { isWanted, readPaths, readText } from "../files.js";
import { LineTable } from "../syntax/text.js";
import type { Texts } from "./to-lsp.js";

export interface Settings {
  readonly enable: boolean;
  readonly preset: "recommended" | "strict";
  readonly rules: Readonly<Record<string, Severity | "off">>;
  readonly exclude: readonly string[];
}

export const defaultSettings: Settings = { enable: true, preset: "recommended", rules: {}, exclude: [] };

/** One workspace folder, or the folder of a file that is in none. */
export interface Root {
  readonly uri: string;
  readonly engine: Engine;
  /** Settles when the folder has been read. */
  readonly loaded: Promise<void>;
}

export class Session {
  readonly #roots = new Map<string, Root>();
  readonly #open = new Map<string, TextDocument>();
  readonly #lines = new Map<string, { readonly text: string; readonly table: LineTable }>();
  settings: Settings = defaultSettings;

  get roots(): readonly Root[] {
    return [...this.#roots.values()];
  }

  addFolder(uri: string): Root {
    return this.#add(uri, false);
  }

  /** `loose` is the folder of a file outside the workspace: its siblings are read, but not what lies below, which may be a whole disk. */
  #add(uri: string, loose: boolean): Root {
    const known = this.#roots.get(uri);
    if (known) return known;
    const engine = createEngine();
    const root: Root = { uri, engine, loaded: this.#load(uri, engine, loose) };
    this.#roots.set(uri, root);
    this.#configure(engine);
    return root;
  }

  removeFolder(uri: string): void {
    this.#roots.delete(uri);
  }

  configure(settings: Settings): void {
    this.settings = settings;
    for (const { engine } of this.roots) this.#configure(engine);
  }

  #configure(engine: Engine): void {
    const { preset, rules, exclude } = this.settings;
    engine.configure({ today: new Date().toISOString().slice(0, 10), preset, rules, exclude });
  }

  async #load(uri: string, engine: Engine, loose: boolean): Promise<void> {
    const folder = URI.parse(uri);
    if (folder.scheme !== "file") return;
    const { texts } = await readPaths([folder.fsPath], loose);
    const open = new Set([...this.#open.keys()]);
    engine.change(
      [...texts].flatMap(([file, text]) => {
        const path = relative(folder.fsPath, file).split(sep).join("/");
        return open.has(URI.file(file).toString()) ? [] : [[path, text] as const];
      }),
    );
  }

  /** The folder that holds a document, its engine path, and the engine. */
  find(uri: string): { readonly root: Root; readonly path: string } {
    const inside = this.roots
      .filter((it) => uri.startsWith(it.uri.endsWith("/") ? it.uri : `${it.uri}/`))
      .sort((a, b) => b.uri.length - a.uri.length)[0];
    if (inside) return { root: inside, path: decodeURIComponent(uri.slice(inside.uri.length).replace(/^\//, "")) };
    const parsed = URI.parse(uri);
    const root = this.#add(parsed.scheme === "file" ? Utils.dirname(parsed).toString() : `${parsed.scheme}:`, true);
    return { root, path: parsed.scheme === "file" ? Utils.basename(parsed) : untitledName(parsed, this.#open.get(uri)?.languageId) };
  }

  opened(document: TextDocument): void {
    this.#open.set(document.uri, document);
    const { root, path } = this.find(document.uri);
    root.engine.change([[path, document.getText()]]);
  }

  /** A closed document is what the disk says again. */
  closed(uri: string): void {
    this.#open.delete(uri);
    this.readFromDisk(uri);
  }

  /** Takes over a file from the disk, unless it is open. */
  readFromDisk(uri: string): void {
    if (this.#open.has(uri)) return;
    const { root, path } = this.find(uri);
    const parsed = URI.parse(uri);
    const text = parsed.scheme === "file" && isWanted(path) ? readText(parsed.fsPath) : undefined;
    root.engine.change([[path, typeof text === "string" ? text : undefined]]);
  }

  isOpen(uri: string): boolean {
    return this.#open.has(uri);
  }

  openUris(): readonly string[] {
    return [...this.#open.keys()];
  }

  document(uri: string): TextDocument | undefined {
    return this.#open.get(uri);
  }

  /** What converters need to know of one folder's files. */
  texts(root: Root): Texts {
    // Asked for thousands of files in a row, of which few are open.
    const open = new Map(this.openUris().flatMap((it) => (this.find(it).root === root ? [[this.find(it).path, it] as const] : [])));
    const base = URI.parse(root.uri);
    const uri = (path: string): string => open.get(path) ?? Utils.joinPath(base, path).toString();
    return {
      uri,
      lines: (path) => {
        const text = root.engine.text(path) ?? "";
        const key = `${root.uri} ${path}`;
        const known = this.#lines.get(key);
        if (known?.text === text) return known.table;
        const table = new LineTable(text);
        this.#lines.set(key, { text, table });
        return table;
      },
      version: (path) => this.#open.get(uri(path))?.version,
    };
  }
}

/** An untitled document is read as what its language says. */
function untitledName(uri: URI, language: string | undefined): string {
  const name = uri.path.replace(/^\/+/, "") || "untitled";
  if (/\.(?:tf|ya?ml|rego|cedar)$/.test(name)) return name;
  return language === "yaml" ? `${name}.yaml` : `${name}.tf`;
}

/** Reads the `ztlint` section of the client's configuration; what does not fit is left at its default. */
export function readSettings(value: unknown): Settings {
  if (typeof value !== "object" || value === null) return defaultSettings;
  const get = (name: string): unknown => (name in value ? (value as Record<string, unknown>)[name] : undefined);
  const rules = get("rules");
  const exclude = get("exclude");
  const isLevel = (it: unknown): it is Severity | "off" => it === "off" || it === "info" || it === "warning" || it === "error";
  return {
    enable: get("enable") !== false,
    preset: get("preset") === "strict" ? "strict" : "recommended",
    rules:
      typeof rules === "object" && rules !== null
        ? Object.fromEntries(Object.entries(rules).flatMap(([id, level]) => (isLevel(level) ? [[id, level] as const] : [])))
        : {},
    exclude: Array.isArray(exclude) ? exclude.filter((it): it is string => typeof it === "string") : [],
  };
}
