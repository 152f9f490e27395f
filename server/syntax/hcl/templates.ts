/** Parses quoted strings and heredocs: escapes, interpolations, directives, strip markers and indentation. */
import { parseExpression, parseForIntro } from "./expressions.js";
import {
  advance,
  atWord,
  isSpace,
  lineEnd,
  maximumDepth,
  nameEnd,
  opensTopLevelBlock,
  peek,
  problem,
  type Scanner,
  skipSpace,
  takeName,
} from "./scanner.js";
import type { Expression, Template, TemplatePart } from "./tree.js";

/** What a template is made of before its directives are nested. Text comes in the portions to which a strip marker can reach. */
type Piece =
  | { readonly kind: "text"; value: string; readonly start: number; readonly end: number }
  | { readonly kind: "interpolation"; readonly expression: Expression; readonly start: number; readonly end: number }
  | { readonly kind: "if"; readonly condition: Expression; readonly start: number; readonly end: number }
  | {
      readonly kind: "for";
      readonly key: string | undefined;
      readonly value: string;
      readonly collection: Expression;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "else" | "endif" | "endfor" | "bad"; readonly start: number; readonly end: number };

/** Reads a quoted string, the head on its opening quote. A string that is not closed ends with its line. */
export function parseQuoted(s: Scanner): Template {
  const start = s.pos;
  const plain = plainEnd(s.text, start + 1);
  let parts: readonly TemplatePart[];
  if (s.text.charCodeAt(plain) === 34) {
    parts = plain === start + 1 ? [] : [{ kind: "text", value: s.text.slice(start + 1, plain), start: start + 1, end: plain }];
    s.pos = plain + 1;
  } else {
    s.pos++;
    parts = assemble(s, readQuoted(s));
    if (peek(s) === 34) s.pos++;
    else problem(s, "The string is never closed", start, s.pos);
  }
  const end = s.pos;
  s.lastEnd = end;
  skipSpace(s);
  return { kind: "template", form: "quoted", indented: false, parts, start, end };
}

/** Where the text that stands for itself ends: at the closing quote, the line's end, an escape or what may start a template. */
function plainEnd(text: string, from: number): number {
  for (let pos = from; ; pos++) {
    const code = text.charCodeAt(pos);
    if (code === 34 || code === 92 || code === 36 || code === 37 || code === 10 || code === 13 || Number.isNaN(code)) return pos;
  }
}

function readQuoted(s: Scanner): Piece[] {
  const pieces: Piece[] = [];
  let strips = false;
  let value = "";
  let from = s.pos;
  const flush = (): void => {
    if (s.pos > from) pieces.push({ kind: "text", value: strips ? trimStart(value) : value, start: from, end: s.pos });
    value = "";
  };
  for (;;) {
    const plain = plainEnd(s.text, s.pos);
    value += s.text.slice(s.pos, plain);
    s.pos = plain;
    const code = peek(s);
    if (code === 92) value += readEscape(s);
    else if (code !== 36 && code !== 37) break;
    else if (s.text.charCodeAt(plain + 1) === 123) {
      flush();
      strips = readSequence(s, pieces, "quoted");
      from = s.pos;
    } else value += readDollar(s, code);
  }
  flush();
  return pieces;
}

/** `$${` and `%%{` stand for `${` and `%{`; any other `$` or `%` stands for itself. */
function readDollar(s: Scanner, code: number): string {
  const isEscape = s.text.charCodeAt(s.pos + 1) === code && s.text.charCodeAt(s.pos + 2) === 123;
  s.pos += isEscape ? 3 : 1;
  const sign = code === 36 ? "$" : "%";
  return isEscape ? `${sign}{` : sign;
}

const escapes: ReadonlyMap<number, string> = new Map([
  [110, "\n"],
  [114, "\r"],
  [116, "\t"],
  [34, '"'],
  [92, "\\"],
]);

function readEscape(s: Scanner): string {
  const start = s.pos;
  const code = s.text.charCodeAt(start + 1);
  const plain = escapes.get(code);
  if (plain !== undefined) {
    s.pos += 2;
    return plain;
  }
  const digits = code === 117 ? 4 : code === 85 ? 8 : 0;
  const hex = s.text.slice(start + 2, start + 2 + digits);
  if (digits > 0 && hex.length === digits && /^[0-9a-fA-F]+$/.test(hex)) {
    const point = Number.parseInt(hex, 16);
    if (point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)) {
      s.pos += 2 + digits;
      return String.fromCodePoint(point);
    }
  }
  problem(s, "There is no such escape sequence", start, start + 2);
  s.pos++;
  return "\\";
}

/** Reads `<<EOT` or `<<-EOT`, the head on the first `<`. Undefined when no marker follows. */
export function parseHeredoc(s: Scanner): Template | undefined {
  const start = s.pos;
  const indented = s.text.charCodeAt(start + 2) === 45;
  const markerStart = start + (indented ? 3 : 2);
  const markerEnd = nameEnd(s.text, markerStart);
  if (markerEnd === markerStart) return undefined;
  const marker = s.text.slice(markerStart, markerEnd);
  const openEnd = lineEnd(s, markerEnd);
  if (openEnd !== markerEnd || openEnd === s.text.length) {
    problem(s, "A heredoc starts with its marker alone at the end of the line", start, markerEnd);
  }
  s.pos = s.text.charCodeAt(openEnd) === 13 ? openEnd + 2 : openEnd + 1;
  s.lastEnd = openEnd;
  const pieces: Piece[] = [];
  const closed = s.recovery === "strict" ? readHeredoc(s, marker, pieces) : readHeredocWithin(s, marker, pieces);
  if (!closed) problem(s, `The heredoc \`${marker}\` is never closed`, start, markerEnd);
  if (indented) removeIndent(pieces);
  const end = s.pos;
  s.lastEnd = end;
  skipSpace(s);
  return { kind: "template", form: "heredoc", indented, parts: assemble(s, pieces), start, end };
}

/** In a broken text the end of the heredoc is looked for first, so that a template in it that is not closed cannot pass over it. */
function readHeredocWithin(s: Scanner, marker: string, pieces: Piece[]): boolean {
  const text = s.text;
  const from = Math.min(s.pos, text.length);
  s.pos = from;
  const limit = findLimit(s, marker, from);
  s.text = text.slice(0, limit.bodyEnd);
  readHeredoc(s, marker, pieces);
  s.text = text;
  s.pos = limit.end;
  return limit.closed;
}

/** Without a marker line, the heredoc ends before the next top-level block, or with the text. */
function findLimit(s: Scanner, marker: string, from: number): { readonly bodyEnd: number; readonly end: number; readonly closed: boolean } {
  const hasMarker = (lastLines(s).get(marker) ?? -1) >= from;
  for (let line = from; line < s.text.length; ) {
    const newline = s.text.indexOf("\n", line);
    const end = newline < 0 ? s.text.length : newline;
    if (hasMarker) {
      const close = markerLine(s.text, line, marker);
      if (close >= 0) return { bodyEnd: line, end: close, closed: newline >= 0 };
    } else if (opensTopLevelBlock(s, line)) return { bodyEnd: line, end: Math.max(line - 1, s.lastEnd), closed: false };
    line = end + 1;
  }
  return { bodyEnd: s.text.length, end: s.text.length, closed: false };
}

/** Many heredocs without an end must not each search the whole text. */
function lastLines(s: Scanner): Map<string, number> {
  if (s.lastLines === undefined) {
    s.lastLines = new Map();
    for (const match of s.text.matchAll(/^[^\S\n]*([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*$/gmu)) {
      if (match[1] !== undefined) s.lastLines.set(match[1], match.index);
    }
  }
  return s.lastLines;
}

/** The end of the marker when a line holds nothing else; -1 when it does not. */
function markerLine(text: string, line: number, marker: string): number {
  let pos = line;
  for (let code = text.charCodeAt(pos); code !== 10 && isSpace(code); code = text.charCodeAt(pos)) pos++;
  if (!text.startsWith(marker, pos)) return -1;
  const end = pos + marker.length;
  pos = end;
  for (let code = text.charCodeAt(pos); code !== 10 && isSpace(code); code = text.charCodeAt(pos)) pos++;
  return pos >= text.length || text.charCodeAt(pos) === 10 ? end : -1;
}

/** Reads lines up to the marker; leaves the head behind it. False when the text ends first. */
function readHeredoc(s: Scanner, marker: string, pieces: Piece[]): boolean {
  let strips = false;
  let value = "";
  let from = s.pos;
  const flush = (): void => {
    if (s.pos > from) {
      pieces.push({ kind: "text", value: strips ? trimStart(value) : value, start: from, end: s.pos });
      strips = false;
    }
    value = "";
    from = s.pos;
  };
  let lineStart = true;
  for (;;) {
    if (lineStart) {
      const close = markerLine(s.text, s.pos, marker);
      const newline = close < 0 ? -1 : s.text.indexOf("\n", close);
      if (newline >= 0) {
        s.pos = close;
        return true;
      }
      lineStart = false;
    }
    const plain = plainLineEnd(s.text, s.pos);
    value += s.text.slice(s.pos, plain);
    s.pos = plain;
    const code = peek(s);
    if (code === 10) {
      value += "\n";
      s.pos++;
      lineStart = true;
      flush();
    } else if (Number.isNaN(code)) {
      flush();
      return false;
    } else if (code === 13) {
      if (s.text.charCodeAt(s.pos + 1) !== 10) problem(s, "A carriage return stands alone", s.pos, s.pos + 1);
      value += "\r";
      s.pos++;
    } else if (s.text.charCodeAt(s.pos + 1) === 123) {
      flush();
      strips = readSequence(s, pieces, "heredoc");
      from = s.pos;
    } else value += readDollar(s, code);
  }
}

function plainLineEnd(text: string, from: number): number {
  for (let pos = from; ; pos++) {
    const code = text.charCodeAt(pos);
    if (code === 10 || code === 36 || code === 37 || code === 13 || Number.isNaN(code)) return pos;
  }
}

/** Reads `${ ... }` or `%{ ... }`. True when its end strips the text behind it. */
function readSequence(s: Scanner, pieces: Piece[], form: Template["form"]): boolean {
  const start = s.pos;
  const isInterpolation = peek(s) === 36;
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  const strips = s.text.charCodeAt(start + 2) === 126;
  if (strips) trimLast(pieces);
  advance(s, strips ? 3 : 2);
  if (isInterpolation) {
    const expression = parseExpression(s);
    const stripsNext = endSequence(s, start, form);
    s.newlinesAreSpace = outer;
    pieces.push({ kind: "interpolation", expression, start, end: s.pos });
    return stripsNext;
  }
  const piece = readDirective(s, start);
  const stripsNext = endSequence(s, start, form);
  s.newlinesAreSpace = outer;
  pieces.push({ ...piece, end: s.pos });
  return stripsNext;
}

function readDirective(s: Scanner, start: number): Piece {
  if (atWord(s, "if")) {
    advance(s, 2);
    return { kind: "if", condition: parseExpression(s), start, end: start };
  }
  if (atWord(s, "for")) {
    advance(s, 3);
    return { kind: "for", ...parseForIntro(s, start), start, end: start };
  }
  const word = takeName(s);
  if (word === "else" || word === "endif" || word === "endfor") return { kind: word, start, end: start };
  problem(s, "A template directive is if, else, endif, for or endfor", start, s.lastEnd);
  return { kind: "bad", start, end: start };
}

/** Takes the closing brace, or goes on behind what could be read. True for `~}`. */
function endSequence(s: Scanner, start: number, form: Template["form"]): boolean {
  const strips = peek(s) === 126 && s.text.charCodeAt(s.pos + 1) === 125;
  if ((strips || peek(s) === 125) && !isForeignBrace(s, form)) {
    s.pos += strips ? 2 : 1;
    s.lastEnd = s.pos;
    return strips;
  }
  problem(s, "The braces of the template are never closed", start, start + 2);
  let pos = s.lastEnd;
  for (; pos < s.text.length; pos++) {
    const code = s.text.charCodeAt(pos);
    if (code === 125) {
      pos++;
      break;
    }
    if (code === 10 || (code === 13 && s.text.charCodeAt(pos + 1) === 10) || (code === 34 && form === "quoted")) break;
  }
  s.pos = pos;
  s.lastEnd = pos;
  return false;
}

/** In a broken text, a brace on a later line closes the block, not the template, unless the string's quote follows. */
function isForeignBrace(s: Scanner, form: Template["form"]): boolean {
  if (s.recovery === "strict" || form !== "quoted" || s.pos !== s.lineFirst) return false;
  return !s.text.slice(s.pos, lineEnd(s, s.pos)).includes('"');
}

/** Nests directives. */
function assemble(s: Scanner, pieces: readonly Piece[]): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  assembleInto(s, pieces, 0, parts, 0);
  return parts;
}

/** Reads parts up to a piece that closes something; returns its index. At the outermost level such a piece closes nothing. */
function assembleInto(s: Scanner, pieces: readonly Piece[], from: number, parts: TemplatePart[], depth: number): number {
  let index = from;
  for (;;) {
    const piece = pieces[index];
    if (piece === undefined) return index;
    switch (piece.kind) {
      case "text":
        addText(parts, piece);
        break;
      case "interpolation":
        parts.push(piece);
        break;
      case "if":
      case "for":
        if (s.depth + depth >= maximumDepth) problem(s, "Directives are nested too deeply to read", piece.start, piece.end);
        else index = piece.kind === "if" ? assembleIf(s, pieces, index, parts, depth + 1) : assembleFor(s, pieces, index, parts, depth + 1);
        break;
      case "bad":
        break;
      default:
        if (depth > 0) return index;
        problem(s, `\`${piece.kind}\` closes nothing`, piece.start, piece.end);
    }
    index++;
  }
}

function addText(parts: TemplatePart[], piece: Piece & { readonly kind: "text" }): void {
  const last = parts[parts.length - 1];
  if (last?.kind === "text") parts[parts.length - 1] = { kind: "text", value: last.value + piece.value, start: last.start, end: piece.end };
  else parts.push({ kind: "text", value: piece.value, start: piece.start, end: piece.end });
}

function assembleIf(s: Scanner, pieces: readonly Piece[], open: number, parts: TemplatePart[], depth: number): number {
  const piece = pieces[open];
  if (piece?.kind !== "if") return open;
  const then: TemplatePart[] = [];
  let index = assembleInto(s, pieces, open + 1, then, depth);
  let otherwise: TemplatePart[] | undefined;
  if (pieces[index]?.kind === "else") {
    otherwise = [];
    index = assembleInto(s, pieces, index + 1, otherwise, depth);
  }
  const closed = closeDirective(s, pieces, index, "endif", piece);
  parts.push({ kind: "if", condition: piece.condition, then, else: otherwise, start: piece.start, end: closed.end });
  return closed.index;
}

function assembleFor(s: Scanner, pieces: readonly Piece[], open: number, parts: TemplatePart[], depth: number): number {
  const piece = pieces[open];
  if (piece?.kind !== "for") return open;
  const body: TemplatePart[] = [];
  const index = assembleInto(s, pieces, open + 1, body, depth);
  const closed = closeDirective(s, pieces, index, "endfor", piece);
  parts.push({ kind: "for", key: piece.key, value: piece.value, collection: piece.collection, body, start: piece.start, end: closed.end });
  return closed.index;
}

/** A piece that closes something else is left for what is around it. */
function closeDirective(
  s: Scanner,
  pieces: readonly Piece[],
  index: number,
  word: "endif" | "endfor",
  open: Piece,
): { readonly index: number; readonly end: number } {
  const piece = pieces[index];
  if (piece?.kind === word) return { index, end: piece.end };
  problem(s, `The directive is never closed by \`${word}\``, open.start, open.end);
  return { index: index - 1, end: pieces[index - 1]?.end ?? open.end };
}

function trimStart(value: string): string {
  let pos = 0;
  while (pos < value.length && isSpace(value.charCodeAt(pos))) pos++;
  return value.slice(pos);
}

/** An opening `~` strips the text before it: one line of a heredoc, all there is in a quoted string. */
function trimLast(pieces: readonly Piece[]): void {
  const last = pieces[pieces.length - 1];
  if (last?.kind !== "text") return;
  let end = last.value.length;
  while (end > 0 && isSpace(last.value.charCodeAt(end - 1))) end--;
  last.value = last.value.slice(0, end);
}

/** Takes the indentation that all lines of a `<<-` heredoc share; blank lines neither count nor change. */
function removeIndent(pieces: readonly Piece[]): void {
  let shared = Number.POSITIVE_INFINITY;
  let atStart = true;
  const lines: (Piece & { readonly kind: "text" })[] = [];
  for (const piece of pieces) {
    if (atStart) {
      atStart = false;
      if (piece.kind !== "text") shared = 0;
      else {
        const indent = piece.value.length - trimStart(piece.value).length;
        if (indent < piece.value.length || !piece.value.endsWith("\n")) {
          shared = Math.min(shared, indent);
          lines.push(piece);
        }
      }
    }
    if (piece.kind === "text" && piece.value.endsWith("\n")) atStart = true;
  }
  if (shared === 0) return;
  for (const line of lines) line.value = line.value.slice(shared);
}
