/** Parses HCL native syntax: bodies, attributes and blocks, recovering at line starts so that a broken one does not hide its neighbours. */
import { parseExpression } from "./expressions.js";
import { atTopLevelBlock, createScanner, maximumDepth, peek, problem, readName, type Scanner, skipLines, skipSpace, skipToLineEnd } from "./scanner.js";
import { parseQuoted } from "./templates.js";
import type { Attribute, Block, Body, HclFile, Label } from "./tree.js";

/** Parses a whole file. Never throws; what cannot be read becomes a problem. */
export function parseHcl(text: string): HclFile {
  const s = createScanner(text);
  const start = s.pos;
  const items: (Attribute | Block)[] = [];
  // A stray brace at the top level ends the body loop: report it and go on.
  for (;;) {
    parseItems(s, items, true);
    if (s.pos >= s.end) break;
    problem(s, "This brace closes nothing", s.pos, s.pos + 1);
    s.pos++;
  }
  return { text, body: { start, end: text.length, items }, comments: s.comments, problems: s.problems.sort((a, b) => a.start - b.start) };
}

/** Reads items until the body's closing brace (left unread), the end, or a line that opens a top-level block. */
function parseItems(s: Scanner, items: (Attribute | Block)[], top: boolean): void {
  const names = new Map<string, Attribute>();
  for (;;) {
    skipLines(s);
    const code = peek(s);
    if (Number.isNaN(code) || code === 125) return;
    if (!top && atTopLevelBlock(s)) return;
    const before = s.pos;
    const item = parseItem(s);
    if (item === undefined) {
      if (s.pos === before) s.pos++;
      continue;
    }
    if (item.kind === "attribute") {
      if (names.has(item.name)) problem(s, `The attribute \`${item.name}\` is set twice`, item.nameSpan.start, item.nameSpan.end);
      else names.set(item.name, item);
    }
    items.push(item);
    endOfItem(s);
  }
}

/** After an attribute or block only a newline, a comment or the closing brace may follow. */
function endOfItem(s: Scanner): void {
  skipSpace(s);
  const code = peek(s);
  if (Number.isNaN(code) || code === 10 || code === 125) return;
  const start = s.pos;
  skipToLineEnd(s);
  problem(s, "A new line is missing before this", start, s.pos);
}

function parseItem(s: Scanner): Attribute | Block | undefined {
  const start = s.pos;
  const name = readName(s);
  const nameSpan = { start, end: s.pos };
  if (name === "") {
    skipToLineEnd(s);
    problem(s, "An attribute or a block starts with a name", start, s.pos);
    return undefined;
  }
  skipSpace(s);
  const code = peek(s);
  if (code === 61 && peek(s, 1) !== 61) {
    s.pos++;
    skipSpace(s);
    const value = parseExpression(s);
    return { kind: "attribute", start, end: value.end, name, nameSpan, value };
  }
  return parseBlock(s, name, start);
}

function parseBlock(s: Scanner, type: string, start: number): Block | undefined {
  const labels: Label[] = [];
  let headerEnd = start + type.length;
  for (;;) {
    skipSpace(s);
    const at = s.pos;
    if (peek(s) === 34) {
      const template = parseQuoted(s);
      const [only] = template.parts;
      labels.push({ start: at, end: s.pos, quoted: true, text: only?.kind === "text" ? only.value : "" });
      if (template.parts.length > 1 || (only && only.kind !== "text")) problem(s, "A block label is a plain string", at, s.pos);
    } else {
      const text = readName(s);
      if (text === "") break;
      labels.push({ start: at, end: s.pos, quoted: false, text });
    }
    headerEnd = s.pos;
  }
  const header = { start, end: headerEnd };
  if (peek(s) !== 123) {
    const at = s.pos;
    skipToLineEnd(s);
    if (labels.length === 0) {
      problem(s, `\`${type}\` needs \`= value\` or a block`, start, Math.max(headerEnd, at));
      return undefined;
    }
    problem(s, "A block needs an opening brace", start, headerEnd);
    return { kind: "block", type, labels, header, start, end: headerEnd, open: headerEnd, close: undefined, body: { start: headerEnd, end: headerEnd, items: [] } };
  }
  const open = s.pos++;
  const items: (Attribute | Block)[] = [];
  if (s.depth >= maximumDepth) {
    problem(s, "Blocks are nested too deeply to read", open, open + 1);
    s.pos = s.end;
    return { kind: "block", type, labels, header, start, end: s.pos, open, close: undefined, body: { start: open + 1, end: s.pos, items } };
  }
  s.depth++;
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = false;
  parseItems(s, items, false);
  s.newlinesAreSpace = outer;
  s.depth--;
  const body: Body = { start: open + 1, end: s.pos, items };
  if (peek(s) === 125) {
    const close = s.pos++;
    oneLineBlockProblems(s, body, type);
    return { kind: "block", type, labels, header, start, end: s.pos, open, close, body };
  }
  problem(s, `The block \`${type}\` is never closed`, header.start, header.end);
  return { kind: "block", type, labels, header, start, end: lastEnd(body), open, close: undefined, body };
}

/** A block on one line holds at most one attribute and no block. */
function oneLineBlockProblems(s: Scanner, body: Body, type: string): void {
  const text = s.text.slice(body.start, body.end);
  const [first, second] = body.items;
  if (first === undefined) return;
  const before = s.text.slice(body.start, first.start);
  if (before.includes("\n")) return;
  if (second !== undefined || first.kind === "block" || s.text.slice(first.end, body.end).includes("\n"))
    problem(s, `The block \`${type}\` needs each item on its own line`, body.start, body.start + text.length);
}

function lastEnd(body: Body): number {
  return body.items[body.items.length - 1]?.end ?? body.start;
}
