/** Splits a Terraform file into its top-level blocks before parsing, so that each can be cached by its own text. */
import type { TextPart } from "../text.js";
import { blockStart, parseHcl } from "./parse.js";
import { isSpace, maximumDepth, nameEnd } from "./scanner.js";

/**
 * Each part starts on the line of a top-level block and reaches up to the next one; the first starts at 0. What stands between blocks
 * (comments, stray attributes) belongs to the part before it. The texts joined are the file.
 */
export function splitBlocks(text: string): TextPart[] {
  const starts = [0, ...startsOf(text).slice(1)];
  return starts.map((start, i) => ({ start, text: text.slice(start, starts[i + 1] ?? text.length) }));
}

/** Above so many broken blocks the parser reads the rest in one go. */
const maximumBroken = 20;

/** Brackets tell where blocks start as long as they match; behind a block in which they do not, the parser guesses where the next one starts. */
function startsOf(text: string): readonly number[] {
  const starts: number[] = [];
  let from = 0;
  for (let broken = 0; broken < maximumBroken; broken++) {
    const found: number[] = [];
    const whole = balancedStarts(text, from, found);
    starts.push(...found);
    if (whole) return starts;
    const last = found[found.length - 1];
    const next = blockStart(text.slice(last ?? from), last === undefined ? 0 : 1);
    if (next === undefined) return starts;
    const start = startOfLine(text, (last ?? from) + next);
    // Only the parser sees a block there: it goes on alone.
    if (start === from && broken > 0) break;
    from = start;
  }
  return [...starts, ...parsedStarts(text.slice(from)).map((it) => from + it)];
}

function parsedStarts(text: string): readonly number[] {
  return parseHcl(text).body.items.flatMap((it) => (it.kind === "block" ? [startOfLine(text, it.start)] : []));
}

/** The start of the line, unless something stands before the block there. */
function startOfLine(text: string, at: number): number {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*$/.test(text.slice(line, at)) ? line : at;
}

const header = /[\p{ID_Start}_][\p{ID_Continue}-]*(?:[ \t]*["{]|[ \t]+[\p{ID_Start}_])/uy;
const heredoc = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

/** Collects the line starts of the blocks outside all brackets, up to where something is not closed; true when everything is. */
function balancedStarts(text: string, from: number, starts: number[]): boolean {
  const end = skip(text, from, 0, (at) => {
    header.lastIndex = at;
    if (header.test(text)) starts.push(Math.max(from, text.lastIndexOf("\n", at - 1) + 1));
  });
  return end === text.length;
}

/**
 * Passes over balanced text up to the closing brace that it does not open, or the end; -1 when something in it is not closed.
 * `onLine` hears of the first token of each line outside brackets.
 */
function skip(text: string, from: number, nesting: number, onLine?: (at: number) => void): number {
  if (nesting > maximumDepth) return -1;
  let depth = 0;
  let fresh = true;
  for (let pos = from; pos < text.length; ) {
    const code = text.charCodeAt(pos);
    if (code === 10) {
      fresh = true;
      pos++;
    } else if (isSpace(code) || code === 0xfeff) pos++;
    else if (code === 35 || (code === 47 && text.charCodeAt(pos + 1) === 47)) {
      const newline = text.indexOf("\n", pos);
      pos = newline < 0 ? text.length : newline;
    } else if (code === 47 && text.charCodeAt(pos + 1) === 42) {
      const close = text.indexOf("*/", pos + 2);
      if (close < 0) return -1;
      pos = close + 2;
    } else {
      if (fresh && depth === 0) onLine?.(pos);
      fresh = false;
      if (code === 123 || code === 91 || code === 40) {
        depth++;
        pos++;
      } else if (code === 125 || code === 93 || code === 41) {
        if (depth === 0) return code === 125 && onLine === undefined ? pos : -1;
        depth--;
        pos++;
      } else if (code === 34) {
        pos = skipQuoted(text, pos + 1, nesting);
        if (pos < 0) return -1;
      } else if (code === 60 && text.charCodeAt(pos + 1) === 60) {
        pos = skipHeredoc(text, pos);
        if (pos < 0) return -1;
      } else {
        const end = nameEnd(text, pos);
        pos = end > pos ? end : pos + 1;
      }
    }
  }
  return depth === 0 && onLine !== undefined ? text.length : -1;
}

/** The offset behind the closing quote; -1 when the string does not end on its line, or holds more than is worth a guess. */
function skipQuoted(text: string, from: number, nesting: number): number {
  for (let pos = from; pos < text.length; pos++) {
    const code = text.charCodeAt(pos);
    if (code === 34) return pos + 1;
    if (code === 10) return -1;
    if (code === 92) pos++;
    else if ((code === 36 || code === 37) && text.charCodeAt(pos + 1) === code && text.charCodeAt(pos + 2) === 123) pos += 2;
    else if ((code === 36 || code === 37) && text.charCodeAt(pos + 1) === 123) {
      const close = skip(text, pos + 2, nesting + 1);
      if (close < 0) return -1;
      pos = close;
    }
  }
  return -1;
}

/** The offset behind the closing marker; behind `<<` where no heredoc starts. */
function skipHeredoc(text: string, from: number): number {
  heredoc.lastIndex = from;
  const marker = heredoc.exec(text)?.[1];
  if (marker === undefined) return from + 2;
  for (let line = heredoc.lastIndex; line < text.length; ) {
    const newline = text.indexOf("\n", line);
    const end = newline < 0 ? text.length : newline;
    if (text.slice(line, end).trim() === marker) return end;
    line = end + 1;
  }
  return -1;
}
