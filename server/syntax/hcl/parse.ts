/** Parses HCL native syntax: bodies, attributes and blocks, recovering at line starts so that a broken one does not hide its neighbours. */
import { parseExpression } from "./expressions.js";
import {
  advance,
  atLineEnd,
  createScanner,
  endsBody,
  indentation,
  isNameStart,
  maximumDepth,
  peek,
  problem,
  type Scanner,
  skipLines,
  stepBack,
  takeName,
} from "./scanner.js";
import { parseQuoted } from "./templates.js";
import type { Attribute, Block, Body, HclFile, Label, Template } from "./tree.js";

type Item = Attribute | Block;

/** Parses a whole file. Never throws; what cannot be read becomes a problem. */
export function parseHcl(text: string): HclFile {
  // Guesses about what was meant must never touch a text that is right as it stands, so they are left to a second pass.
  const strict = createScanner(text, "strict");
  const file = parseFile(text, strict);
  if (file.problems.length === 0) return file;
  const resilient = parseFile(text, createScanner(text, "keywords"));
  return resilient.problems.length > 0 ? resilient : { ...resilient, problems: file.problems };
}

/** Where a top-level block of a broken text starts, by its zero-based number; undefined when there are not so many. */
export function blockStart(text: string, nth: number): number | undefined {
  const s = createScanner(text, "keywords");
  const items: Item[] = [];
  const found = (): Item | undefined => items.filter((it) => it.kind === "block")[nth];
  for (;;) {
    parseItems(s, items, undefined, () => found() !== undefined);
    const block = found();
    if (block !== undefined || Number.isNaN(peek(s))) return block?.start;
    advance(s, 1);
  }
}

function parseFile(text: string, s: Scanner): HclFile {
  const items: Item[] = [];
  for (;;) {
    parseItems(s, items, undefined);
    if (Number.isNaN(peek(s))) break;
    problem(s, "This brace closes nothing", s.pos, s.pos + 1);
    advance(s, 1);
  }
  const inside = (offset: number): number => Math.max(0, Math.min(offset, text.length));
  const problems = s.problems
    .map((it) => ({ ...it, start: inside(it.start), end: Math.max(inside(it.start), inside(it.end)) }))
    .sort((a, b) => a.start - b.start);
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return {
    text,
    body: { start, end: text.length, items },
    comments: s.comments,
    problems,
  };
}

/** What the items of a block need to know of it. */
interface Opened {
  readonly indent: number;
  /** The items start behind the brace on its own line, where only a single attribute is allowed. */
  readonly single: boolean;
}

/** Reads items up to the closing brace (left unread), or until there are enough. False when the body ends without one. */
function parseItems(s: Scanner, items: Item[], block: Opened | undefined, enough?: () => boolean): boolean {
  let names: Set<string> | undefined;
  let single = block?.single === true;
  for (;;) {
    if (!single) skipLines(s);
    const code = peek(s);
    if (Number.isNaN(code)) return false;
    if (block !== undefined && endsBody(s, block.indent)) return false;
    if (code === 125) return true;
    const item = isNameStart(s) ? parseItem(s, block === undefined) : parseStranger(s, code);
    if (item !== undefined) {
      if (item.kind === "attribute") {
        names ??= new Set();
        if (names.has(item.name)) problem(s, `The attribute \`${item.name}\` is set twice`, item.nameSpan.start, item.nameSpan.end);
        names.add(item.name);
      }
      items.push(item);
      if (enough?.()) return true;
    }
    if (single && item?.kind === "attribute" && peek(s) === 125) return true;
    if (single && !Number.isNaN(peek(s))) problem(s, "A block on one line holds one attribute and no block", s.pos, s.pos + 1);
    single = false;
    endItem(s);
  }
}

/** Behind an attribute or block the line must end. */
function endItem(s: Scanner): void {
  if (atLineEnd(s)) return;
  problem(s, "A new line is missing before this", s.pos, s.pos + 1);
  const code = peek(s);
  if (code === 44 || code === 59) advance(s, 1);
  else if (code !== 125 && !isNameStart(s)) skipRest(s);
}

/** Passes over the rest of a line that cannot be read, up to a brace that closes the body around it. */
function skipRest(s: Scanner): void {
  let depth = 0;
  while (!atLineEnd(s)) {
    const code = peek(s);
    if (code === 123) depth++;
    if (code === 125 && depth-- === 0) break;
    s.pos++;
  }
  s.lastEnd = s.pos;
  s.problemAt = s.pos;
}

function parseItem(s: Scanner, top: boolean): Item | undefined {
  const start = s.pos;
  const name = takeName(s);
  const nameSpan = { start, end: start + name.length };
  const code = peek(s);
  if (code === 61) {
    const next = s.text.charCodeAt(s.pos + 1);
    if (next !== 61 && next !== 62) return parseAttribute(s, name, nameSpan);
  } else if (code === 123 || code === 34 || isNameStart(s)) {
    return top ? parseTopBlock(s, name, start) : parseBlock(s, name, start);
  }
  problem(s, `\`${name}\` needs \`= value\` or a block`, start, nameSpan.end);
  if (code === 58) return parseAttribute(s, name, nameSpan);
  skipRest(s);
  return undefined;
}

/** The head stands on the sign behind the name. */
function parseAttribute(s: Scanner, name: string, nameSpan: { readonly start: number; readonly end: number }): Attribute {
  advance(s, 1);
  const value = parseExpression(s);
  return { kind: "attribute", start: nameSpan.start, end: value.end, name, nameSpan, value };
}

/** What starts with something else than a name: read all the same where the intent is plain, so that its braces do no harm. */
function parseStranger(s: Scanner, code: number): Item | undefined {
  const start = s.pos;
  problem(s, "An attribute or a block starts with a name", start, start + 1);
  if (code === 34) {
    const name = parseQuoted(s);
    const sign = peek(s);
    if (sign === 61 || sign === 58) return parseAttribute(s, plainText(name) ?? "", { start: name.start, end: name.end });
    skipRest(s);
  } else if (code === 123 || code === 91 || code === 40) {
    parseExpression(s);
  } else {
    s.pos++;
    skipRest(s);
  }
  return undefined;
}

/** A block that the next top-level one had to close is read again by its indentation: so its own nested blocks are told apart. */
function parseTopBlock(s: Scanner, type: string, start: number): Block | undefined {
  const before = { ...s, problemCount: s.problems.length, commentCount: s.comments.length };
  const block = parseBlock(s, type, start);
  if (block === undefined || block.close !== undefined || s.recovery !== "keywords") return block;
  s.pos = before.pos;
  s.lastEnd = before.lastEnd;
  s.lineStart = before.lineStart;
  s.lineFirst = before.lineFirst;
  s.problemAt = before.problemAt;
  s.problems.length = before.problemCount;
  s.comments.length = before.commentCount;
  s.recovery = "indentation";
  const again = parseBlock(s, type, start);
  s.recovery = "keywords";
  return again;
}

/** The head stands behind the type. */
function parseBlock(s: Scanner, type: string, start: number): Block | undefined {
  const indent = indentation(s);
  const labels: Label[] = [];
  let headerEnd = start + type.length;
  for (;;) {
    const at = s.pos;
    if (peek(s) === 34) {
      const template = parseQuoted(s);
      const text = plainText(template);
      if (text === undefined) problem(s, "A block label is a plain string", template.start, template.end);
      labels.push({ start: at, end: template.end, quoted: true, text: text ?? "" });
      headerEnd = template.end;
    } else {
      const text = takeName(s);
      if (text === "") break;
      labels.push({ start: at, end: at + text.length, quoted: false, text });
      headerEnd = at + text.length;
    }
  }
  const header = { start, end: headerEnd };
  if (peek(s) !== 123 && !findBrace(s, header)) {
    if (!atLineEnd(s)) skipRest(s);
    const body: Body = { start: headerEnd, end: headerEnd, items: [] };
    return { kind: "block", type, labels, header, start, end: headerEnd, open: headerEnd, close: undefined, body };
  }
  return parseBraces(s, { kind: "block", type, labels, header, start, open: s.pos }, indent);
}

/** Without a brace behind its header, a block may still have it behind a stray `=` or on the next line. */
function findBrace(s: Scanner, header: { readonly start: number; readonly end: number }): boolean {
  problem(s, "A block needs an opening brace", header.start, header.end);
  if (peek(s) === 61) advance(s, 1);
  else if (atLineEnd(s)) skipLines(s);
  if (peek(s) === 123) return true;
  stepBack(s);
  return false;
}

function parseBraces(s: Scanner, head: Omit<Block, "end" | "close" | "body">, indent: number): Block {
  const { open } = head;
  const items: Item[] = [];
  advance(s, 1);
  if (s.depth >= maximumDepth) {
    problem(s, "Blocks are nested too deeply to read", open, open + 1);
    skipRest(s);
    return { ...head, end: open + 1, close: undefined, body: { start: open + 1, end: open + 1, items } };
  }
  s.depth++;
  const closed = parseItems(s, items, { indent, single: !atLineEnd(s) && peek(s) !== 125 });
  s.depth--;
  if (closed) {
    const close = s.pos;
    advance(s, 1);
    return {
      kind: "block",
      start: head.start,
      end: close + 1,
      type: head.type,
      labels: head.labels,
      header: head.header,
      open,
      close,
      body: { start: open + 1, end: close, items },
    };
  }
  problem(s, `The block \`${head.type}\` is never closed`, head.header.start, head.header.end);
  const end = s.lastEnd;
  stepBack(s);
  return { ...head, end, close: undefined, body: { start: open + 1, end, items } };
}

/** The text of a string without interpolations. */
function plainText(template: Template): string | undefined {
  const [first, second] = template.parts;
  if (first === undefined) return "";
  return first.kind === "text" && second === undefined ? first.value : undefined;
}
