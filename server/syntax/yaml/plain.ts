/** Reads the YAML that most people write, many times faster than a full composer; leaves everything else to it. */
import type { Entry, Place, Value } from "../../../rules/api.js";
import { oneOf } from "../text.js";
import { resolvePlain } from "./scalars.js";

const maximumDepth = 100;

/**
 * The value of a document of block mappings and sequences, scalars on one line, block scalars and flow collections of these.
 * undefined for anything beyond (anchors, tags, several lines of plain text, directives, tabs, duplicate keys, mistakes): then nothing is
 * known, and the composer must look. What it answers is what the composer would. In a template keys may repeat, in different branches: then
 * the value is unknown.
 */
export function readPlain(source: string, unit: string, template = false): Value | undefined {
  // The end of a line in the manner of Windows reads like one with a space before it.
  const text = source.includes("\r") ? source.replaceAll("\r\n", " \n") : source;
  if (text.includes("\r")) return undefined;
  const reader: Reader = { text, source, unit, template, pos: 0, depth: 0, nodeEnd: 0, comment: -1 };
  if (/^---(?: *(?:#[^\n]*)?)(?:\n|$)/.test(text)) reader.pos = lineEnd(text, 0) + 1;
  const column = nextContent(reader);
  if (column < 0) return undefined;
  const value = readBlock(reader, column, -1);
  return value !== undefined && nextContent(reader) === end ? value : undefined;
}

/** The head stands behind the last thing that was read. */
interface Reader {
  readonly text: string;
  /** The same with the line ends that were written. */
  readonly source: string;
  readonly unit: string;
  readonly template: boolean;
  pos: number;
  depth: number;
  /** Where the last node ends, with the space, comment and newline behind it. */
  nodeEnd: number;
  /** The deepest column of the comments that were passed over on the way to the next content; -1 without any. */
  comment: number;
}

const end = -1;
const beyond = -2;

/** Moves to the next content at or behind the start of a line; its column, `end`, or `beyond` what is read here. */
function nextContent(it: Reader): number {
  const { text } = it;
  it.comment = -1;
  let line = it.pos === 0 || text.charCodeAt(it.pos - 1) === 10 ? it.pos : lineEnd(text, it.pos) + 1;
  for (;;) {
    let pos = line;
    while (text.charCodeAt(pos) === 32) pos++;
    const code = text.charCodeAt(pos);
    if (Number.isNaN(code)) {
      it.pos = text.length;
      return end;
    }
    if (code === 10) line = pos + 1;
    else if (code === 35) {
      it.comment = Math.max(it.comment, pos - line);
      line = lineEnd(text, pos) + 1;
    } else {
      it.pos = pos;
      const marker = pos === line && (text.startsWith("---", pos) || text.startsWith("...", pos));
      return code === 9 || code === 13 || code === 0xfeff || marker ? beyond : pos - line;
    }
  }
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline;
}

/** The node whose first token is at the head, in this column; its parent's lines are indented by `parent`. */
function readBlock(it: Reader, column: number, parent: number): Value | undefined {
  if (column < 0 || ++it.depth > maximumDepth) return undefined;
  const value = isDash(it.text, it.pos)
    ? readSequence(it, column)
    : keyEnd(it.text, it.pos) > 0
      ? readMapping(it, column)
      : readInline(it, parent);
  it.depth--;
  return value;
}

function isDash(text: string, pos: number): boolean {
  if (text.charCodeAt(pos) !== 45) return false;
  const next = text.charCodeAt(pos + 1);
  return next === 32 || next === 10 || Number.isNaN(next);
}

/** A key may begin with what stands for a template action. */
const plainKey = /[\w./$(=\uE000\uE001](?:[^\s:#]|:(?=[^\s]))*(?: (?:[^\s:#]|:(?=[^\s]))+)*(?= *:(?: |\n|$))/y;
const quotedKey = /(?:"[^"\\\n]*"|'[^'\n]*')(?= *:(?: |\n|$))/y;

/** Where the key at this offset ends; 0 when there is none that is read here. */
function keyEnd(text: string, pos: number): number {
  const code = text.charCodeAt(pos);
  const pattern = code === 34 || code === 39 ? quotedKey : plainKey;
  pattern.lastIndex = pos;
  return pattern.test(text) ? pattern.lastIndex : 0;
}

function readMapping(it: Reader, column: number): Value | undefined {
  const { text, unit } = it;
  const start = it.pos;
  const entries: Entry[] = [];
  for (;;) {
    const keyStart = it.pos;
    const stop = keyEnd(text, keyStart);
    if (stop === 0) return undefined;
    const quoted = text.charCodeAt(keyStart) === 34 || text.charCodeAt(keyStart) === 39;
    const source = quoted ? text.slice(keyStart + 1, stop - 1) : text.slice(keyStart, stop);
    const key = oneOf(quoted ? source : plainKeyName(source));
    const taken = indexOf(entries, key);
    if (key === "<<" || (taken >= 0 && !it.template)) return undefined;
    const colon = text.indexOf(":", stop);
    it.pos = colon + 1;
    const value = readMember(it, column, true);
    if (value === undefined) return undefined;
    if (taken >= 0) entries.splice(taken, 1);
    entries.push({ key, keyAt: { unit, start: keyStart, end: stop }, value: taken >= 0 ? either(value) : value });
    const next = nextMember(it, column);
    if (next === undefined) return undefined;
    if (next < column) break;
  }
  it.pos = it.nodeEnd;
  const at = { unit, start, end: it.nodeEnd };
  return { kind: "dict", known: undefined, at, origin: at, entries: entries.slice(), complete: true };
}

/** A key as the composer spells it: a number or word keeps its meaning, not its spelling. */
function plainKeyName(source: string): string {
  return String(resolvePlain(source) ?? "");
}

/** What stands there in one of several branches. */
function either({ at, origin }: Value): Value {
  return { kind: "unknown", known: undefined, at, origin, parts: [{}] };
}

function indexOf(entries: readonly Entry[], key: string): number {
  for (let i = 0; i < entries.length; i++) if (entries[i]?.key === key) return i;
  return -1;
}

function readSequence(it: Reader, column: number): Value | undefined {
  const { text, unit } = it;
  const start = it.pos;
  const items: Value[] = [];
  for (;;) {
    if (!isDash(text, it.pos)) return undefined;
    it.pos++;
    const value = readMember(it, column, false);
    if (value === undefined) return undefined;
    items.push(value);
    const next = nextMember(it, column);
    if (next === undefined) return undefined;
    if (next < column || !isDash(text, it.pos)) break;
  }
  it.pos = it.nodeEnd;
  const at = { unit, start, end: it.nodeEnd };
  return { kind: "list", known: undefined, at, origin: at, items: items.slice(), complete: true, blocks: false };
}

/** What follows `key:` or `-`, on the same line or below. A sequence may stand in the column of its key. */
function readMember(it: Reader, column: number, ofKey: boolean): Value | undefined {
  const { text, unit } = it;
  while (text.charCodeAt(it.pos) === 32) it.pos++;
  const after = it.pos;
  const code = text.charCodeAt(it.pos);
  if (code === 10 || code === 35 || Number.isNaN(code)) {
    const below = nextContent(it);
    if (below === beyond) return undefined;
    if (below > column || (ofKey && below === column && isDash(text, it.pos))) return readBlock(it, below, column);
    // The composer counts a comment behind nothing as part of it, whatever its column.
    if (code === 35 || it.comment >= 0) return undefined;
    const place = it.source.charCodeAt(after - 1) === 13 ? after - 1 : after;
    it.nodeEnd = place;
    const at: Place = { unit, start: place, end: place };
    return { kind: "null", known: null, at, origin: at };
  }
  if (ofKey) return isDash(text, it.pos) || keyEnd(text, it.pos) > 0 ? undefined : readInline(it, column);
  const line = text.lastIndexOf("\n", it.pos - 1) + 1;
  return readBlock(it, it.pos - line, column);
}

/** The column of what follows a member of a collection in this column; undefined where only the composer knows whose a comment is. */
function nextMember(it: Reader, column: number): number | undefined {
  it.pos = it.nodeEnd;
  const next = nextContent(it);
  return next === beyond || next > column || (next < column && it.comment >= column) ? undefined : next;
}

/** A scalar or flow collection that ends with its line. */
function readInline(it: Reader, parent: number): Value | undefined {
  const { text } = it;
  const code = text.charCodeAt(it.pos);
  if (code === 124 || code === 62) return readBlockScalar(it, parent);
  const value = code === 91 || code === 123 ? readFlow(it) : code === 34 || code === 39 ? readQuoted(it) : readScalar(it, false);
  if (value === undefined || !endsLine(it)) return undefined;
  it.nodeEnd = Math.min(lineEnd(text, it.pos) + 1, text.length);
  const next = nextContent(it);
  return next === beyond || next > parent ? undefined : value;
}

/** Whether only space and a comment follow on the line. The head stays. */
function endsLine(it: Reader): boolean {
  const { text } = it;
  let pos = it.pos;
  while (text.charCodeAt(pos) === 32) pos++;
  const code = text.charCodeAt(pos);
  return code === 10 || Number.isNaN(code) || (code === 35 && pos > it.pos);
}

const plainScalar =
  /(?:[^\s"'{}[\],&*!|>%@`#?:-]|:(?=\S))(?:[^\s:#]|:(?=[^\s])|(?<=\S)#| +(?=[^\s#]))*|-[^\s:#,[\]{}](?:[^\s:#]|:(?=[^\s])|(?<=\S)#| +(?=[^\s#]))*/y;
const flowScalar = /(?:[^\s"'{}[\],&*!|>%@`#?:-]|-(?=[^\s:#,[\]{}]))(?:[^\s:#,[\]{}]|:(?=[^\s,[\]{}]))*(?: +[^\s:#,[\]{}]+)*/y;

function readScalar(it: Reader, flow: boolean): Value | undefined {
  const pattern = flow ? flowScalar : plainScalar;
  pattern.lastIndex = it.pos;
  if (!pattern.test(it.text)) return undefined;
  const at: Place = { unit: it.unit, start: it.pos, end: pattern.lastIndex };
  const value = resolvePlain(it.text.slice(at.start, at.end));
  it.pos = at.end;
  if (value === null) return { kind: "null", known: null, at, origin: at };
  if (typeof value === "number") return { kind: "number", known: value, at, origin: at };
  return typeof value === "boolean" ? { kind: "flag", known: value, at, origin: at } : { kind: "text", known: value, at, origin: at };
}

const quoted = /"((?:[^"\\\n]|\\["\\/nt])*)"|'((?:[^'\n]|'')*)'/y;

function readQuoted(it: Reader): Value | undefined {
  quoted.lastIndex = it.pos;
  const match = quoted.exec(it.text);
  if (match === null) return undefined;
  const at: Place = { unit: it.unit, start: it.pos, end: quoted.lastIndex };
  it.pos = at.end;
  const known = match[1] === undefined ? match[2]?.replaceAll("''", "'") : match[1].includes("\\") ? unescaped(match[1]) : match[1];
  return { kind: "text", known: known ?? "", at, origin: at };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, it: string) => (it === "n" ? "\n" : it === "t" ? "\t" : it));
}

/** A flow collection on one line. */
function readFlow(it: Reader): Value | undefined {
  const { text, unit } = it;
  const start = it.pos;
  const isList = text.charCodeAt(start) === 91;
  const close = isList ? 93 : 125;
  const items: Value[] = [];
  const entries: Entry[] = [];
  if (++it.depth > maximumDepth) return undefined;
  it.pos++;
  for (;;) {
    spaces(it);
    if (text.charCodeAt(it.pos) === close) break;
    if (isList) {
      const value = readFlowMember(it);
      if (value === undefined) return undefined;
      items.push(value);
    } else {
      const keyStart = it.pos;
      const key = text.charCodeAt(keyStart) === 34 || text.charCodeAt(keyStart) === 39 ? readQuoted(it) : readScalar(it, true);
      if (key === undefined || key.kind === "null") return undefined;
      const name = String(key.known ?? "");
      const keyAt = { unit, start: keyStart, end: it.pos };
      if (text.charCodeAt(it.pos) !== 58 || name === "<<" || indexOf(entries, name) >= 0) return undefined;
      it.pos++;
      if (text.charCodeAt(it.pos) !== 32) return undefined;
      spaces(it);
      const value = readFlowMember(it);
      if (value === undefined) return undefined;
      entries.push({ key: name, keyAt, value });
    }
    spaces(it);
    const code = text.charCodeAt(it.pos);
    if (code === 44) it.pos++;
    else if (code !== close) return undefined;
  }
  it.depth--;
  it.pos++;
  const at = { unit, start, end: it.pos };
  return isList
    ? { kind: "list", known: undefined, at, origin: at, items: items.slice(), complete: true, blocks: false }
    : { kind: "dict", known: undefined, at, origin: at, entries: entries.slice(), complete: true };
}

function readFlowMember(it: Reader): Value | undefined {
  const code = it.text.charCodeAt(it.pos);
  if (code === 91 || code === 123) return readFlow(it);
  const value = code === 34 || code === 39 ? readQuoted(it) : readScalar(it, true);
  spaces(it);
  const next = it.text.charCodeAt(it.pos);
  return next === 44 || next === 93 || next === 125 ? value : undefined;
}

function spaces(it: Reader): void {
  while (it.text.charCodeAt(it.pos) === 32) it.pos++;
}

const scalarHeader = /[|>]([+-]?)(?: *| +#[^\n]*)\n/y;

/** A literal or folded block scalar whose indentation its first line tells. */
function readBlockScalar(it: Reader, parent: number): Value | undefined {
  const { text, unit, pos: start } = it;
  scalarHeader.lastIndex = start;
  const chomp = scalarHeader.exec(text)?.[1];
  if (chomp === undefined) return undefined;
  const folds = text.charCodeAt(start) === 62;
  const first = scalarHeader.lastIndex;
  let indent = -1;
  let content = first;
  for (let line = first; line < text.length; ) {
    const newline = lineEnd(text, line);
    let pos = line;
    while (text.charCodeAt(pos) === 32) pos++;
    if (pos < newline) {
      const column = pos - line;
      if (indent < 0) {
        if (column <= parent || pos > line + 60) break;
        // A blank line before the first that is longer than its indentation is a mistake.
        if (/^ +$/m.test(text.slice(first, line))) return undefined;
        indent = column;
      }
      if (column < indent) break;
      // Lines that are indented further keep their ends in a folded scalar.
      if (text.charCodeAt(pos) === 9 || (folds && column > indent)) return undefined;
      content = Math.min(newline + 1, text.length);
    } else if (indent >= 0 && pos - line > indent) return undefined;
    line = newline + 1;
  }
  if (indent < 0 || chomp === "+") return undefined;
  const pad = " ".repeat(indent);
  const lines = it.source.slice(first, content).split(/\r?\n/);
  if (lines[lines.length - 1] === "") lines.pop();
  const written = lines.map((line) => (line.startsWith(pad) ? line.slice(indent) : "")).join("\n");
  const known = (folds ? folded(written) : written) + (chomp === "-" ? "" : "\n");
  it.pos = content;
  it.nodeEnd = content;
  const at: Place = { unit, start, end: content };
  return { kind: "text", known, at, origin: at };
}

/** The end of a line is a space; blank lines behind it, and those before all others, are as many line ends. */
function folded(text: string): string {
  return text.replace(/(?<=[^\n])\n(\n*)/g, (_, blank: string) => (blank === "" ? " " : blank));
}
