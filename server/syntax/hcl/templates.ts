/** Parses quoted strings and heredocs: escapes, interpolations, directives, strip markers and indentation. */
import { parseExpression } from "./expressions.js";
import { isNameStart, maximumDepth, opensTopLevelBlock, peek, problem, readName, type Scanner, skipSpace, startsWith } from "./scanner.js";
import type { Expression, Template, TemplatePart } from "./tree.js";

type Piece =
  | { kind: "text"; value: string; start: number; end: number }
  | { kind: "interpolation"; expression: Expression; start: number; end: number }
  | { kind: "if"; condition: Expression; start: number; end: number }
  | { kind: "for"; key: string | undefined; value: string; collection: Expression; start: number; end: number }
  | { kind: "else" | "endif" | "endfor" | "bad"; start: number; end: number };

/** Reads a quoted string, the head on its opening quote. A string that is not closed ends with its line. */
export function parseQuoted(s: Scanner): Template {
  const start = s.pos++;
  const pieces = readPieces(s, "quoted", s.end);
  if (peek(s) === 34) s.pos++;
  else problem(s, "The string is never closed", start, s.pos);
  return { kind: "template", form: "quoted", indented: false, parts: assemble(s, pieces), start, end: s.pos };
}

/** Reads `<<EOT` or `<<-EOT`, the head on the first `<`. */
export function parseHeredoc(s: Scanner): Template {
  const start = s.pos;
  s.pos += 2;
  const indented = peek(s) === 45;
  if (indented) s.pos++;
  const marker = readName(s);
  while (peek(s) === 13) s.pos++;
  if (marker === "" || peek(s) !== 10) {
    problem(s, "A heredoc starts with its marker alone on the line", start, s.pos);
    return { kind: "template", form: "heredoc", indented, parts: [], start, end: s.pos };
  }
  const bodyStart = s.pos + 1;
  const close = findMarker(s, bodyStart, marker);
  s.pos = Math.min(bodyStart, close.bodyEnd);
  const outerEnd = s.end;
  s.end = close.bodyEnd;
  const pieces = readPieces(s, "heredoc", close.bodyEnd);
  s.end = outerEnd;
  s.pos = close.end;
  if (!close.found) problem(s, `The heredoc \`${marker}\` is never closed`, start, bodyStart - 1);
  if (indented) removeIndent(pieces);
  return { kind: "template", form: "heredoc", indented, parts: assemble(s, pieces), start, end: s.pos };
}

/** The line that holds only the marker. Without one the heredoc ends before the next top-level block, or with the text. */
function findMarker(s: Scanner, from: number, marker: string): { readonly bodyEnd: number; readonly end: number; readonly found: boolean } {
  let fallback: number | undefined;
  for (let line = from; line <= s.end; ) {
    const newline = s.text.indexOf("\n", line);
    const lineEnd = newline < 0 || newline > s.end ? s.end : newline;
    const content = s.text.slice(line, lineEnd).trim();
    if (content === marker) return { bodyEnd: line, end: line + s.text.slice(line, lineEnd).trimEnd().length, found: true };
    if (fallback === undefined && opensTopLevelBlock(s, line)) fallback = line;
    if (newline < 0 || newline >= s.end) break;
    line = newline + 1;
  }
  if (fallback === undefined) return { bodyEnd: s.end, end: s.end, found: false };
  return { bodyEnd: fallback, end: Math.max(from - 1, fallback - 1), found: false };
}

function readPieces(s: Scanner, form: "quoted" | "heredoc", end: number): Piece[] {
  const pieces: Piece[] = [];
  let value = "";
  let from = s.pos;
  let stripNext = false;
  const flush = (stripEnd: boolean): void => {
    let text = value;
    if (stripNext) text = text.replace(/^[^\S\n]*\n?/, "");
    if (stripEnd) text = text.replace(form === "quoted" ? /\s+$/ : /[^\S\n]+$/, "");
    if (s.pos > from) pieces.push({ kind: "text", value: text, start: from, end: s.pos });
    value = "";
  };
  while (s.pos < end) {
    const code = peek(s);
    if (form === "quoted" && (code === 34 || code === 10)) break;
    if (form === "quoted" && code === 92) {
      value += readEscape(s);
      continue;
    }
    if ((code === 36 || code === 37) && peek(s, 1) === 123) {
      const strips = peek(s, 2) === 126;
      flush(strips);
      const piece = code === 36 ? readInterpolation(s) : readDirective(s);
      pieces.push(piece);
      stripNext = s.text.charCodeAt(s.pos - 2) === 126 && s.text.charCodeAt(s.pos - 1) === 125;
      from = s.pos;
      continue;
    }
    if ((code === 36 || code === 37) && peek(s, 1) === code && peek(s, 2) === 123) {
      value += code === 36 ? "${" : "%{";
      s.pos += 3;
      continue;
    }
    if (code === 13 && peek(s, 1) === 10) value += "\r";
    else value += s.text[s.pos] ?? "";
    s.pos++;
  }
  flush(false);
  return pieces;
}

function readEscape(s: Scanner): string {
  const start = s.pos++;
  const code = peek(s);
  const simple: Readonly<Record<number, string>> = { 110: "\n", 114: "\r", 116: "\t", 34: '"', 92: "\\" };
  const plain = simple[code];
  if (plain !== undefined) {
    s.pos++;
    return plain;
  }
  const digits = code === 117 ? 4 : code === 85 ? 8 : 0;
  const hex = s.text.slice(s.pos + 1, Math.min(s.pos + 1 + digits, s.end));
  if (digits > 0 && new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex) && Number.parseInt(hex, 16) <= 0x10ffff) {
    s.pos += 1 + digits;
    return String.fromCodePoint(Number.parseInt(hex, 16));
  }
  problem(s, "There is no such escape sequence", start, s.pos + 1);
  return "\\";
}

/** Reads what stands between the braces of `${` or `%{`; newlines are white space there. */
function inBraces<T>(s: Scanner, read: () => T): T {
  const outer = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  if (peek(s) === 126) s.pos++;
  skipSpace(s);
  const result = read();
  skipSpace(s);
  s.newlinesAreSpace = outer;
  return result;
}

function endBraces(s: Scanner, start: number): void {
  if (peek(s) === 126 && peek(s, 1) === 125) s.pos++;
  if (peek(s) === 125) {
    s.pos++;
    return;
  }
  problem(s, "The braces of the template are never closed", start, start + 2);
  while (s.pos < s.end && peek(s) !== 125 && peek(s) !== 10 && peek(s) !== 34) s.pos++;
  if (peek(s) === 125) s.pos++;
}

function readInterpolation(s: Scanner): Piece {
  const start = s.pos;
  s.pos += 2;
  if (s.depth >= maximumDepth) {
    s.pos = s.end;
    return { kind: "bad", start, end: s.pos };
  }
  s.depth++;
  const expression = inBraces(s, () => parseExpression(s));
  s.depth--;
  endBraces(s, start);
  return { kind: "interpolation", expression, start, end: s.pos };
}

function readDirective(s: Scanner): Piece {
  const start = s.pos;
  s.pos += 2;
  const piece = inBraces(s, (): Piece => {
    const word = isNameStart(peek(s)) ? readName(s) : "";
    skipSpace(s);
    if (word === "if") return { kind: "if", condition: parseExpression(s), start, end: 0 };
    if (word === "for") return readForIntro(s, start);
    if (word === "else" || word === "endif" || word === "endfor") return { kind: word, start, end: 0 };
    problem(s, "A template directive is if, else, endif, for or endfor", start, s.pos);
    return { kind: "bad", start, end: 0 };
  });
  endBraces(s, start);
  return { ...piece, end: s.pos };
}

function readForIntro(s: Scanner, start: number): Piece {
  let value = readName(s);
  let key: string | undefined;
  skipSpace(s);
  if (peek(s) === 44) {
    s.pos++;
    skipSpace(s);
    key = value;
    value = readName(s);
    skipSpace(s);
  }
  if (value !== "" && startsWith(s, "in")) s.pos += 2;
  else problem(s, "A `for` directive reads `for name in collection`", start, s.pos);
  skipSpace(s);
  return { kind: "for", key, value, collection: parseExpression(s), start, end: 0 };
}

/** Nests directives. */
function assemble(s: Scanner, pieces: readonly Piece[]): TemplatePart[] {
  let index = 0;
  const read = (closers: readonly Piece["kind"][]): TemplatePart[] => {
    const parts: TemplatePart[] = [];
    for (; index < pieces.length; index++) {
      const piece = pieces[index];
      if (piece === undefined) break;
      if (closers.includes(piece.kind)) return parts;
      if (piece.kind === "text" || piece.kind === "interpolation") parts.push(piece);
      else if (piece.kind === "if") {
        index++;
        const then = read(["else", "endif"]);
        let otherwise: TemplatePart[] | undefined;
        if (pieces[index]?.kind === "else") {
          index++;
          otherwise = read(["endif"]);
        }
        parts.push({ kind: "if", condition: piece.condition, then, else: otherwise, start: piece.start, end: closed(piece, "endif") });
      } else if (piece.kind === "for") {
        index++;
        const body = read(["endfor"]);
        parts.push({ kind: "for", key: piece.key, value: piece.value, collection: piece.collection, body, start: piece.start, end: closed(piece, "endfor") });
      } else if (piece.kind !== "bad") problem(s, `\`${piece.kind}\` closes nothing`, piece.start, piece.end);
    }
    return parts;
  };
  const closed = (open: Piece, word: Piece["kind"]): number => {
    const piece = pieces[index];
    if (piece?.kind !== word) problem(s, `The directive is never closed by \`${word}\``, open.start, open.end);
    return piece?.end ?? pieces[pieces.length - 1]?.end ?? open.end;
  };
  return read([]);
}

/** Takes the common leading white space from the lines of a `<<-` heredoc. */
function removeIndent(pieces: readonly Piece[]): void {
  let indent = Number.POSITIVE_INFINITY;
  let lineStart = true;
  for (const piece of pieces) {
    if (piece.kind !== "text") {
      if (lineStart) indent = 0;
      lineStart = false;
      continue;
    }
    const lines = piece.value.split("\n");
    lines.forEach((line, i) => {
      const isLast = i === lines.length - 1;
      if ((i > 0 || lineStart) && (/\S/.test(line) || (isLast && piece !== pieces[pieces.length - 1]))) indent = Math.min(indent, line.length - line.trimStart().length);
    });
    lineStart = piece.value.endsWith("\n");
  }
  if (!Number.isFinite(indent) || indent === 0) return;
  const prefix = new RegExp(`^[^\\S\\n]{0,${indent}}`);
  lineStart = true;
  for (const piece of pieces) {
    if (piece.kind !== "text") {
      lineStart = false;
      continue;
    }
    piece.value = piece.value
      .split("\n")
      .map((line, i, all) => ((i > 0 || lineStart) && (/\S/.test(line) || i === all.length - 1) ? line.replace(prefix, "") : line))
      .join("\n");
    lineStart = piece.value.endsWith("\n");
  }
}
