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
import type { Dict, Entry, List, Place, Value } from "../../../rules/api.js";
import type { SyntaxProblem } from "../text.js";
import { isTemplate } from "./peek.js";

export interface YamlDocument {
  /** undefined for an empty document. */
  readonly value: Value | undefined;
  readonly problems: readonly SyntaxProblem[];
  readonly template: boolean;
}

const placeholder = "\uE000";
const maximumNodes = 200_000;
const maximumDepth = 200;

/** `unit` names the document in the places of its values. Never throws. */
export function parseYaml(text: string, unit: string): YamlDocument {
  const template = isTemplate(text);
  const readable = template ? blankTemplates(text) : text;
  if (deeplyNested(readable))
    return { value: undefined, problems: [{ start: 0, end: 1, message: "The document is nested too deeply to read" }], template };
  let document: Document.Parsed;
  try {
    document = parseDocument(readable, {
      version: "1.1",
      customTags: (tags) =>
        tags.filter((tag) => typeof tag === "string" || !/timestamp|intSexagesimal|floatSexagesimal/.test(tag.tag ?? "")),
      merge: true,
      uniqueKeys: true,
      logLevel: "silent",
      prettyErrors: false,
      strict: true,
    });
  } catch (error) {
    return {
      value: undefined,
      problems: [{ start: 0, end: 1, message: error instanceof Error ? error.message : String(error) }],
      template,
    };
  }
  // A template's own text is not YAML: what the placeholders make of it proves nothing.
  const problems = template
    ? []
    : document.errors.map((it) => ({ start: it.pos[0], end: Math.max(it.pos[1], it.pos[0] + 1), message: firstLine(it.message) }));
  if (document.contents === null) return { value: undefined, problems, template };
  const reader = createReader(document, unit, template);
  const value = reader.read(document.contents, 0);
  if (reader.overflown())
    return {
      value: undefined,
      problems: [...problems, { start: 0, end: 1, message: "The document expands to too many values" }],
      template,
    };
  return { value, problems, template };
}

function createReader(
  document: Document.Parsed,
  unit: string,
  template: boolean,
): { read(node: Node, depth: number): Value; overflown(): boolean } {
  let count = 0;
  const place = (node: Node): Place => ({ unit, start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 });

  function read(node: Node, depth: number): Value {
    const at = place(node);
    if (++count > maximumNodes || depth > maximumDepth) return { kind: "unknown", known: undefined, at, origin: at, parts: [{}] };
    if (isAlias(node)) return readAlias(node, at, depth);
    if (isMap(node)) return readMap(node, at, depth);
    if (isSeq(node)) return readSequence(node, at, depth);
    return isScalar(node) ? readScalar(node, at) : { kind: "null", known: null, at, origin: at };
  }

  function readAlias(node: Alias, at: Place, depth: number): Value {
    const target = node.resolve(document);
    if (!target) return { kind: "unknown", known: undefined, at, origin: at, parts: [{}] };
    return rehome(read(target, depth + 1), at);
  }

  function readMap(node: YAMLMap, at: Place, depth: number): Dict {
    const entries: Entry[] = [];
    const merged: Entry[] = [];
    let complete = !template;
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const key = keyOf(pair);
      if (key === undefined || key.includes(placeholder)) {
        complete = false;
        continue;
      }
      if (key === "<<" && pair.value !== null) {
        if (!isNode(pair.value)) continue;
        const source = read(pair.value, depth + 1);
        for (const dict of source.kind === "list" ? source.items : [source]) if (dict.kind === "dict") merged.push(...dict.entries);
        continue;
      }
      const keyAt = isNode(pair.key) ? place(pair.key) : at;
      const value: Value = isNode(pair.value) ? read(pair.value, depth + 1) : { kind: "null", known: null, at: keyAt, origin: keyAt };
      entries.push({ key, keyAt, value });
    }
    for (const entry of merged) if (!entries.some((it) => it.key === entry.key)) entries.push(entry);
    return { kind: "dict", known: undefined, at, origin: at, entries, complete };
  }

  function readSequence(node: YAMLSeq, at: Place, depth: number): List {
    const items = node.items.flatMap((it) => (isNode(it) ? [read(it, depth + 1)] : []));
    return { kind: "list", known: undefined, at, origin: at, items, complete: !template, blocks: false };
  }

  return { read, overflown: () => count > maximumNodes };
}

function readScalar(node: Scalar, at: Place): Value {
  const base = { at, origin: at };
  const { value } = node;
  if (typeof value === "string") {
    if (value.includes(placeholder))
      return {
        kind: "unknown",
        known: undefined,
        ...base,
        parts: value.split(new RegExp(`${placeholder}+`)).flatMap((it, i) => [...(i > 0 ? [{}] : []), ...(it === "" ? [] : [it])]),
      };
    if (value.includes("{{") && !/^BLOCK/.test(node.type ?? ""))
      return {
        kind: "unknown",
        known: undefined,
        ...base,
        parts: value.split(/\{\{.*?(?:\}\}|$)/s).flatMap((it, i) => [...(i > 0 ? [{}] : []), ...(it === "" ? [] : [it])]),
      };
    return { kind: "text", known: value, ...base };
  }
  if (typeof value === "number") return { kind: "number", known: value, ...base };
  if (typeof value === "bigint") return { kind: "number", known: Number(value), ...base };
  // YAML 1.1 reads y and n as booleans; the reader that Kubernetes uses does not.
  if (typeof value === "boolean")
    return /^[yn]$/i.test(node.source ?? "")
      ? { kind: "text", known: node.source ?? "", ...base }
      : { kind: "flag", known: value, ...base };
  return { kind: "null", known: null, ...base };
}

/** The same value as seen from an alias: reported there, written where the anchor is. */
export function rehome(value: Value, at: Place): Value {
  if (value.kind === "list") return { ...value, at, items: value.items.map((it) => rehome(it, at)) };
  if (value.kind === "dict") return { ...value, at, entries: value.entries.map((it) => ({ ...it, value: rehome(it.value, at) })) };
  return { ...value, at };
}

function keyOf(pair: Pair): string | undefined {
  if (!isScalar(pair.key)) return undefined;
  const { value, source } = pair.key;
  if (typeof value === "string") return value;
  return source ?? String(value);
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/:$/, "");
}

/** A cheap bound before a recursive parser sees the text. */
function deeplyNested(text: string): boolean {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if (code === 93 || code === 125) depth = Math.max(0, depth - 1);
    else if (code === 10 && depth < 5) depth = 0;
  }
  if (deepest > maximumDepth) return true;
  return /^(?:[ \t]*(?:- ){150,})/m.test(text);
}

/**
 * Replaces template actions by text of the same length, so that offsets stay: lines that hold nothing else become blank, others get a
 * placeholder that reads as a plain scalar.
 */
function blankTemplates(text: string): string {
  return text
    .replace(/^[ \t]*(?:-[ \t]+)?\{\{(?:[^}]|\}(?!\}))*\}\}[ \t]*(?=\r?$)/gm, (line) =>
      /^[ \t]*\{\{-?\s*(?:if|else|end|range|with|define|template|block|include|toYaml|\/\*|\$)|nindent|^[ \t]*\{\{/.test(line)
        ? " ".repeat(line.length).replace(/ /g, (_, i: number) => (line[i] === "\n" ? "\n" : " "))
        : line,
    )
    .replace(/\{\{(?:[^}]|\}(?!\}))*\}\}/g, (action) => action.replace(/[^\n]/g, placeholder));
}
