/** The reading head of the HCL parser: white space, comments, names, and the lines at which a broken statement ends. */
import { oneOf, type SyntaxProblem } from "../text.js";
import type { Comment } from "./tree.js";

/**
 * How much is done to save what follows a mistake. `strict` accepts exactly what HashiCorp accepts and stops at the first problem.
 * `keywords` lets a top-level block at column 0, or a line that can only be a statement, close what is open. `indentation` also lets
 * a line close what was opened at its own or a deeper level: only for a block that is known to be unbalanced, since indentation may lie.
 */
export type Recovery = "strict" | "keywords" | "indentation";

/** Outside of string contents the head always stands on the next token: whoever takes a token skips the space behind it. */
export interface Scanner {
  text: string;
  pos: number;
  /** End of the last token that was taken. */
  lastEnd: number;
  /** Inside parentheses and brackets a newline is white space. */
  newlinesAreSpace: boolean;
  /** Start of the line, and its first token, that the head last moved to. */
  lineStart: number;
  lineFirst: number;
  depth: number;
  recovery: Recovery;
  readonly problems: SyntaxProblem[];
  /** Where the head stood at the last problem: what follows from a mistake at the same place is not told twice. */
  problemAt: number;
  readonly comments: Comment[];
  /** The last offset at which each word stands alone on a line; filled when a heredoc is first searched for its end. */
  lastLines: Map<string, number> | undefined;
}

/** Keeps the parser, and those who walk its tree, far from the end of the stack. */
export const maximumDepth = 250;
/** Longest chain of operators or of traversal steps: each one is a level of the tree. */
export const maximumChain = 1000;
const maximumProblems = 1000;

export function createScanner(text: string, recovery: Recovery): Scanner {
  const pos = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const s: Scanner = {
    text,
    pos,
    lastEnd: pos,
    newlinesAreSpace: false,
    lineStart: pos,
    lineFirst: pos,
    depth: 0,
    recovery,
    problems: [],
    problemAt: -1,
    comments: [],
    lastLines: undefined,
  };
  skipSpace(s);
  if (s.lineStart === pos) s.lineFirst = s.pos;
  return s;
}

/** The character code at the head, or NaN at the end. */
export function peek(s: Scanner): number {
  return s.text.charCodeAt(s.pos);
}

export function problem(s: Scanner, message: string, start: number, end: number): void {
  if (s.problemAt === s.pos || s.problems.length >= maximumProblems) return;
  s.problemAt = s.pos;
  s.problems.push({ message, start, end });
  // Nothing after the first problem matters to the strict pass: an empty text ends all its loops.
  if (s.recovery === "strict") s.text = "";
}

/** Takes a token of `length` characters. */
export function advance(s: Scanner, length: number): void {
  s.pos += length;
  s.lastEnd = s.pos;
  skipSpace(s);
}

/** Skips blanks and comments; newlines too where they are white space. */
export function skipSpace(s: Scanner): void {
  const text = s.text;
  let pos = s.pos;
  let line = -1;
  for (;;) {
    const code = text.charCodeAt(pos);
    if (code === 32 || code === 9) pos++;
    else if (code === 10) {
      if (!s.newlinesAreSpace) break;
      line = ++pos;
    } else if (code === 13) {
      if (!s.newlinesAreSpace || text.charCodeAt(pos + 1) !== 10) break;
      pos += 2;
      line = pos;
    } else if (code === 35 || code === 47) {
      const end = readComment(s, pos, code);
      if (end === pos) break;
      pos = end;
    } else break;
  }
  s.pos = pos;
  if (line >= 0) {
    s.lineStart = line;
    s.lineFirst = pos;
  }
}

/** Skips blanks, comments and newlines wherever. */
export function skipLines(s: Scanner): void {
  if (s.newlinesAreSpace) return;
  s.newlinesAreSpace = true;
  skipSpace(s);
  s.newlinesAreSpace = false;
}

/** Sets the head back behind the last token, so that newlines since then are seen by a statement that ends there. */
export function stepBack(s: Scanner): void {
  s.pos = s.lastEnd;
  skipSpace(s);
  s.problemAt = s.pos;
}

function readComment(s: Scanner, start: number, code: number): number {
  const text = s.text;
  const second = code === 35 ? 47 : text.charCodeAt(start + 1);
  if (second === 42) {
    const close = text.indexOf("*/", start + 2);
    if (close >= 0) return keepComment(s, start, close + 2);
    s.pos = start;
    // Ended with its line, it hides as little as possible.
    const end = lineEnd(s, start);
    problem(s, "This comment is never closed", start, start + 2);
    return keepComment(s, start, end);
  }
  if (second !== 47) return start;
  return keepComment(s, start, lineEnd(s, start));
}

/** The head may pass over a comment twice; it is kept once. */
function keepComment(s: Scanner, start: number, end: number): number {
  const last = s.comments[s.comments.length - 1];
  if (last === undefined || last.end <= start) s.comments.push({ kind: "comment", start, end });
  return end;
}

/** The end of the line, before `\n` or `\r\n`. */
export function lineEnd(s: Scanner, from: number): number {
  const newline = s.text.indexOf("\n", from);
  if (newline < 0) return s.text.length;
  return newline > from && s.text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
}

/** Whether a statement may end here: at a newline or the end of the text. */
export function atLineEnd(s: Scanner): boolean {
  const code = peek(s);
  return code === 10 || Number.isNaN(code) || (code === 13 && s.text.charCodeAt(s.pos + 1) === 10);
}

const nameClass = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  if (letter) nameClass[code] = 3;
  else if (isDigit(code) || code === 45) nameClass[code] = 1;
}

/** The end of the name that starts at an offset; the offset itself when there is none. */
export function nameEnd(text: string, start: number): number {
  let pos = start;
  for (;;) {
    const code = text.charCodeAt(pos);
    const least = pos === start ? 2 : 1;
    if (code < 128) {
      if ((nameClass[code] ?? 0) < least) return pos;
      pos++;
    } else {
      const point = text.codePointAt(pos);
      if (point === undefined) return pos;
      const letter = String.fromCodePoint(point);
      if (!(pos === start ? /\p{ID_Start}/u : /\p{ID_Continue}/u).test(letter)) return pos;
      pos += letter.length;
    }
  }
}

/** Takes a name, with the space behind it. Empty when there is none. */
export function takeName(s: Scanner): string {
  const start = s.pos;
  const end = nameEnd(s.text, start);
  if (end === start) return "";
  const name = oneOf(s.text.slice(start, end));
  advance(s, end - start);
  return name;
}

export function isNameStart(s: Scanner): boolean {
  const code = peek(s);
  return code < 128 ? (nameClass[code] ?? 0) >= 2 : nameEnd(s.text, s.pos) > s.pos;
}

/** Whether exactly this word stands at the head. */
export function atWord(s: Scanner, word: string): boolean {
  return s.text.startsWith(word, s.pos) && nameEnd(s.text, s.pos) === s.pos + word.length;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** White space as Go's `unicode.IsSpace` has it, which decides what strip markers and indented heredocs remove. */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return code === 0x85 || (code !== 0xfeff && /\s/.test(String.fromCharCode(code)));
}

const topLevelBlock =
  /(?:resource|data|variable|output|locals|module|provider|terraform|moved|import|removed|check|ephemeral)(?:[ \t]*["{]|[ \t]+[\w-]+[ \t]*\{)/y;
const attribute = /[\p{ID_Start}_][\p{ID_Continue}-]*[ \t]*=(?![=>])/uy;
const block = /[\p{ID_Start}_][\p{ID_Continue}-]*(?:[ \t]*"[^"\n]*"|[ \t]+[\p{ID_Start}_][\p{ID_Continue}-]*)*[ \t]*\{/uy;

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Whether a line that starts here opens a top-level block: in a broken text it closes whatever is open. */
export function opensTopLevelBlock(s: Scanner, lineStart: number): boolean {
  return matchesAt(topLevelBlock, s.text, lineStart);
}

/** Whether the line at whose first token the head stands belongs to no body that was opened on a line of this indentation. */
export function endsBody(s: Scanner, indent: number): boolean {
  if (s.recovery === "strict" || s.pos !== s.lineFirst) return false;
  const column = s.pos - s.lineStart;
  if (column === 0 && opensTopLevelBlock(s, s.pos)) return true;
  return s.recovery === "indentation" && (peek(s) === 125 ? column < indent : column <= indent);
}

/** The same for an object: its items look like attributes, but never like blocks. */
export function endsObject(s: Scanner, indent: number): boolean {
  return endsBody(s, indent) || (s.recovery !== "strict" && s.pos === s.lineFirst && matchesAt(block, s.text, s.pos));
}

/** The same for parentheses and brackets: no line in them looks like a statement. */
export function endsBrackets(s: Scanner, indent: number): boolean {
  if (s.recovery === "strict" || s.pos !== s.lineFirst || isCloser(peek(s))) return false;
  return endsBody(s, indent) || matchesAt(attribute, s.text, s.pos) || matchesAt(block, s.text, s.pos);
}

function isCloser(code: number): boolean {
  return code === 41 || code === 93 || code === 125;
}

/** Indentation of the line on which the last token stands that begins a line. */
export function indentation(s: Scanner): number {
  return s.lineFirst - s.lineStart;
}
