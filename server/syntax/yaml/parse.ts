/** Parses one YAML document to a positioned value tree, reading scalars as Kubernetes does and templates as unknowns. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Dict, Entry, Hole, List, Place, Value } from "../../../rules/api.js";
import type { SyntaxProblem } from "../text.js";
import { readPlain } from "./plain.js";
import { type Plain, resolvePlain } from "./scalars.js";
import { blankTemplates, choice, hasHelm, hole, isTemplate } from "./templates.js";

export interface YamlDocument {
  /** undefined for an empty document. In a template, and in a document with syntax problems, no dict or list is complete. */
  readonly value: Value | undefined;
  readonly problems: readonly SyntaxProblem[];
  readonly template: boolean;
}

const maximumDepth = 200;
/** How many values aliases may add. */
const maximumCopies = 50_000;

/** `unit` names the document in the places of its values. Never throws. */
export function parseYaml(text: string, unit: string): YamlDocument {
  if (!text.includes("{{")) {
    const value = readPlain(text, unit);
    return value === undefined ? composeYaml(text, unit) : { value, problems: [], template: false };
  }
  const template = isTemplate(text);
  const value = readPlain(template ? blankTemplates(text) : text, unit, template);
  return value === undefined ? composeYaml(text, unit) : { value: withActions(value, text, template), problems: [], template };
}

/** The same through the full composer, whatever the document is like. */
export function composeYaml(text: string, unit: string): YamlDocument {
  const template = isTemplate(text);
  const readable = template ? blankTemplates(text) : text;
  if (nestsTooDeeply(readable)) return failed("The document is nested too deeply to read", template);
  const document = compose(readable);
  if (typeof document === "string") return failed(document, template);
  const broken = document.errors.length > 0;
  const reader = createReader(text, unit, template, template || broken);
  const value = document.contents === null ? undefined : reader.read(document.contents);
  // A template's own text is not YAML: what the placeholders make of it proves nothing.
  if (template) return { value, problems: [], template };
  const syntax = document.errors.map((it) => problem(it.pos[0], it.pos[1], firstLine(it.message)));
  return { value, problems: [...syntax, ...reader.problems], template };
}

/** The composed document, or why there is none. */
function compose(text: string): Document.Parsed | string {
  try {
    // Scalars stay text here: none of the package's schemas reads them as Kubernetes does.
    return parseDocument(text, { schema: "failsafe", uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  } catch (error) {
    return error instanceof Error ? firstLine(error.message) : "The document cannot be read";
  }
}

/** What was read of a text without regard to its template actions, with regard to them. */
function withActions(value: Value, text: string, template: boolean): Value {
  const readText = createTexts(text, template);
  return read(value);

  function read(it: Value): Value {
    const { at, origin } = it;
    switch (it.kind) {
      case "text":
        return readText(it.known, /[|>]/.test(text.charAt(origin.start)), at, origin);
      case "null":
        return template && origin.start === origin.end ? unknown(at, origin) : it;
      case "list":
        return { kind: "list", known: undefined, at, origin, items: it.items.map(read), complete: !template, blocks: false };
      case "dict": {
        const entries = it.entries.flatMap(({ key, keyAt, value }) => (isCertain(key) ? [{ key, keyAt, value: read(value) }] : []));
        return { kind: "dict", known: undefined, at, origin, entries, complete: !template && entries.length === it.entries.length };
      }
      default:
        return it;
    }
  }
}

/** Whether no action writes a part of a key. */
function isCertain(key: string): boolean {
  return !key.includes(hole) && !key.includes(choice);
}

/** Reads texts in which the placeholders of template actions may stand, and the actions themselves. */
function createTexts(text: string, template: boolean): (value: string, isBlock: boolean, at: Place, origin: Place) => Value {
  return (value, isBlock, at, origin) => {
    const parts = partsOf(value, isBlock, origin);
    if (parts) return unknown(at, origin, parts);
    // Braces in quotes are a template's too; in a block scalar they are mostly a program's.
    if (value.includes("{{") && !isBlock) return unknown(at, origin, quotedParts(value));
    return { kind: "text", known: value, at, origin };
  };

  /** undefined for a text without template actions. */
  function partsOf(value: string, isBlock: boolean, origin: Place): readonly (string | Hole)[] | undefined {
    if (value.includes(choice)) return [{}];
    if (value.includes(hole)) return split(value, new RegExp(`${hole}+`));
    if (template && isBlock && (value.trim() === "" || text.slice(origin.start, origin.end).includes("{{"))) return [{}];
    if (!hasHelm(value)) return undefined;
    // What opens behind the last braces that close is text: to look for its end there would cost the square of its length.
    const closed = value.includes("}}") ? value.lastIndexOf("}}") + 2 : 0;
    const rest = value.slice(closed);
    return [...split(value.slice(0, closed), /\{\{.*?\}\}/s), ...(rest === "" ? [] : [rest])];
  }
}

function createReader(text: string, unit: string, template: boolean, partial: boolean) {
  const readText = createTexts(text, template);
  const problems: SyntaxProblem[] = [];
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let copies = 0;

  /** `site` is the alias through which the node is seen. */
  function read(node: Node, depth = 0, site?: Place): Value {
    const origin = place(node);
    const at = site ?? origin;
    if (site && ++copies > maximumCopies) {
      if (copies === maximumCopies + 1) problems.push(problem(site.start, site.end, "Aliases expand to too many values"));
      return unknown(at, origin);
    }
    if (depth > maximumDepth) return unknown(at, origin);
    if (isAlias(node)) return readAlias(node, at, depth);
    // An alias means the last anchor of its name before it, so anchors are noted in reading order.
    if (node.anchor && !site) anchors.set(node.anchor, node);
    if (isScalar(node)) return readScalar(node, at, origin);
    open.add(node);
    const value = isMap(node)
      ? readMap(node, at, origin, depth, site)
      : isSeq(node)
        ? readSequence(node, at, origin, depth, site)
        : unknown(at, origin);
    open.delete(node);
    return value;
  }

  function readAlias(node: Alias, at: Place, depth: number): Value {
    const target = anchors.get(node.source);
    if (target !== undefined && !open.has(target)) return read(target, depth + 1, at);
    // The parser itself reports an alias without an anchor.
    if (target !== undefined) problems.push(problem(at.start, at.end, `The alias ${node.source} contains itself`));
    return unknown(at, at);
  }

  function readMap(node: YAMLMap, at: Place, origin: Place, depth: number, site: Place | undefined): Dict {
    const entries = new Map<string, Entry>();
    const merged: Dict[] = [];
    let complete = !partial;
    for (const pair of node.items) {
      const key = keyOf(pair);
      if (key === undefined) {
        complete = false;
        continue;
      }
      const keyAt = isNode(pair.key) ? place(pair.key) : at;
      if (isMerge(pair)) {
        const source = isNode(pair.value) ? read(pair.value, depth + 1, site) : undefined;
        const dicts = source?.kind === "list" ? source.items : source ? [source] : [];
        for (const it of dicts) if (it.kind === "dict") merged.push(it);
        if (dicts.some((it) => it.kind !== "dict")) complete = false;
        continue;
      }
      const value: Value = isNode(pair.value) ? read(pair.value, depth + 1, site) : nothing(site ?? keyAt, keyAt);
      if (entries.has(key)) {
        if (!template && !site) problems.push(problem(keyAt.start, keyAt.end, `The key ${key} is set twice`));
        entries.delete(key);
        // In a template the two stand in different branches.
        entries.set(key, { key, keyAt, value: template ? unknown(value.at, value.origin) : value });
      } else entries.set(key, { key, keyAt, value });
    }
    for (const dict of merged) {
      if (!dict.complete) complete = false;
      for (const it of dict.entries) if (!entries.has(it.key)) entries.set(it.key, it);
    }
    return { kind: "dict", known: undefined, at, origin, entries: [...entries.values()], complete };
  }

  function readSequence(node: YAMLSeq, at: Place, origin: Place, depth: number, site: Place | undefined): List {
    const items = node.items.flatMap((it) => (isNode(it) ? [read(it, depth + 1, site)] : []));
    return { kind: "list", known: undefined, at, origin, items, complete: !partial, blocks: false };
  }

  function readScalar(node: Scalar, at: Place, origin: Place): Value {
    const value = plainOf(node);
    if (value === null) return template && node.source === "" ? unknown(at, origin) : nothing(at, origin);
    if (typeof value === "number") return { kind: "number", known: value, at, origin };
    if (typeof value === "boolean") return { kind: "flag", known: value, at, origin };
    return readText(value, isBlock(node), at, origin);
  }

  function keyOf(pair: Pair): string | undefined {
    if (!isPair(pair) || !isScalar(pair.key)) return undefined;
    const key = plainOf(pair.key);
    return typeof key === "string" && !isCertain(key) ? undefined : String(key ?? "");
  }

  function place(node: Node): Place {
    return { unit, start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
  }

  return { read, problems };
}

function plainOf(node: Scalar): Plain {
  const source = node.source ?? "";
  const tag = node.tag?.replace("tag:yaml.org,2002:", "");
  if (tag === undefined) return node.type === "PLAIN" ? resolvePlain(source) : source;
  return tag === "int" || tag === "float" || tag === "bool" || tag === "null" ? resolvePlain(source) : source;
}

function isMerge(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.source === "<<" && pair.key.type === "PLAIN" && pair.value !== null;
}

function isBlock(node: Scalar): boolean {
  return node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function split(value: string, by: RegExp): readonly (string | Hole)[] {
  return value.split(by).flatMap((it, i) => [...(i > 0 ? [{}] : []), ...(it === "" ? [] : [it])]);
}

function unknown(at: Place, origin: Place, parts: readonly (string | Hole)[] = [{}]): Value {
  return { kind: "unknown", known: undefined, at, origin, parts };
}

function nothing(at: Place, origin: Place): Value {
  return { kind: "null", known: null, at, origin };
}

function problem(start: number, end: number, message: string): SyntaxProblem {
  return { start, end: Math.max(end, start + 1), message };
}

function failed(message: string, template: boolean): YamlDocument {
  return { value: undefined, problems: [problem(0, 1, message)], template };
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/:$/, "");
}

/** A cheap bound before a recursive parser sees the text; brackets in quotes and comments may count, so the bound is generous. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code === 91 || code === 123) && ++depth > 5 * maximumDepth) return true;
    if ((code === 93 || code === 125) && depth > 0) depth--;
  }
  return /^[ \t]*(?:[-?] +){200}/m.test(text);
}

/** The literal pieces of a quoted text around its template actions. */
function quotedParts(value: string): readonly (string | Hole)[] {
  return value.split(/\{\{.*?(?:\}\}|$)/s).flatMap((it, i) => [...(i > 0 ? [{}] : []), ...(it === "" ? [] : [it])]);
}
