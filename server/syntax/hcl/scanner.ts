/** The reading head of the HCL parser: white space, comments, names, and the places where a broken statement ends. */
import type { SyntaxProblem } from "../text.js";
import type { Comment } from "./tree.js";

export interface Scanner {
  readonly text: string;
  pos: number;
  /** Nothing is read from here on: the end of the text, of a heredoc's body, or of the statement that recovery gave up on. */
  end: number;
  /** Inside parentheses and brackets a newline is white space. */
  newlinesAreSpace: boolean;
  depth: number;
  readonly problems: SyntaxProblem[];
  readonly comments: Comment[];
}

export const maximumDepth = 250;

export function createScanner(text: string): Scanner {
  const pos = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return { text, pos, end: text.length, newlinesAreSpace: false, depth: 0, problems: [], comments: [] };
}

/** The character code at the head, or NaN at the end. */
export function peek(s: Scanner, ahead = 0): number {
  return s.pos + ahead < s.end ? s.text.charCodeAt(s.pos + ahead) : Number.NaN;
}

export function startsWith(s: Scanner, word: string): boolean {
  return s.pos + word.length <= s.end && s.text.startsWith(word, s.pos);
}

export function problem(s: Scanner, message: string, start: number, end = start): void {
  s.problems.push({ message, start, end });
}

/** Skips blanks and comments; newlines too where they are white space. */
export function skipSpace(s: Scanner): void {
  for (;;) {
    const code = peek(s);
    if (code === 32 || code === 9 || code === 13) s.pos++;
    else if (code === 10 && s.newlinesAreSpace) s.pos++;
    else if (code === 35 || (code === 47 && peek(s, 1) === 47)) skipLineComment(s);
    else if (code === 47 && peek(s, 1) === 42) skipBlockComment(s);
    else return;
  }
}

/** Skips blanks, comments and newlines wherever. */
export function skipLines(s: Scanner): void {
  const before = s.newlinesAreSpace;
  s.newlinesAreSpace = true;
  skipSpace(s);
  s.newlinesAreSpace = before;
}

function skipLineComment(s: Scanner): void {
  const start = s.pos;
  const newline = s.text.indexOf("\n", s.pos);
  s.pos = newline < 0 || newline > s.end ? s.end : newline;
  const end = s.text.charCodeAt(s.pos - 1) === 13 && s.pos > start ? s.pos - 1 : s.pos;
  s.comments.push({ kind: "comment", start, end });
}

function skipBlockComment(s: Scanner): void {
  const start = s.pos;
  const close = s.text.indexOf("*/", s.pos + 2);
  if (close < 0 || close + 2 > s.end) {
    problem(s, "This comment is never closed", start, start + 2);
    s.pos = s.end;
  } else s.pos = close + 2;
  s.comments.push({ kind: "comment", start, end: s.pos });
}

/** Letters, digits, `_` and `-`, not starting with a digit or `-`. Empty when there is none. */
export function readName(s: Scanner): string {
  if (!isNameStart(peek(s))) return "";
  const start = s.pos;
  while (isNamePart(peek(s))) s.pos++;
  return s.text.slice(start, s.pos);
}

export function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code > 127 && isLetter(code));
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code) || code === 45;
}

function isLetter(code: number): boolean {
  // Surrogates are taken as letters: astral letters are legal in names and nothing else legal is made of them.
  return (code >= 0xd800 && code <= 0xdfff) || /\p{ID_Continue}/u.test(String.fromCharCode(code));
}

const topLevel = /^(?:resource|data|variable|output|locals|module|provider|terraform|moved|import|removed|check|ephemeral)\b[^\n=]*\{/;

/** Whether a line at column 0 opens a top-level block: such a line closes whatever is open. */
export function opensTopLevelBlock(s: Scanner, lineStart: number): boolean {
  const code = s.text.charCodeAt(lineStart);
  if (code < 97 || code > 122) return false;
  const newline = s.text.indexOf("\n", lineStart);
  return topLevel.test(s.text.slice(lineStart, newline < 0 ? s.text.length : newline));
}

/** True when the head stands at column 0 of a line that opens a top-level block. */
export function atTopLevelBlock(s: Scanner): boolean {
  return (s.pos === 0 || s.text.charCodeAt(s.pos - 1) === 10) && opensTopLevelBlock(s, s.pos);
}

/** Moves to the end of the current line. */
export function skipToLineEnd(s: Scanner): void {
  const newline = s.text.indexOf("\n", s.pos);
  s.pos = newline < 0 || newline > s.end ? s.end : newline;
}
