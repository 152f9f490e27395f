/** Splits Rego text into tokens; never throws, and every character belongs to a token, white space or a comment. */
import type { Span } from "../text.js";

export interface Token extends Span {
  readonly kind: "word" | "number" | "text" | "mark" | "broken" | "end";
  /** A mark or word as written; a text without its quotes and escapes. */
  readonly value: string;
  /** Whether it is the first of its line, and its column there. */
  readonly first: boolean;
  readonly column: number;
  /** Whether white space or a comment stands before it. */
  readonly spaced: boolean;
}

const marks = [
  ":=",
  "==",
  "!=",
  "<=",
  ">=",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  ",",
  ";",
  ":",
  ".",
  "=",
  "<",
  ">",
  "|",
  "&",
  "+",
  "-",
  "*",
  "/",
  "%",
  "$",
];

export function scanRego(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let lineStart = 0;
  let first = true;
  let spaced = true;
  const push = (kind: Token["kind"], start: number, value: string): void => {
    tokens.push({ kind, start, end: at, value, first, column: start - lineStart, spaced });
    first = false;
    spaced = false;
  };
  while (at < text.length) {
    const start = at;
    const it = text[at] ?? "";
    if (it === "\n") {
      at++;
      lineStart = at;
      first = spaced = true;
    } else if (/\s/.test(it)) {
      at++;
      spaced = true;
    } else if (it === "#") {
      const newline = text.indexOf("\n", at);
      at = newline < 0 ? text.length : newline;
      spaced = true;
    } else if (/[A-Za-z_]/.test(it)) {
      while (at < text.length && /\w/.test(text[at] ?? "")) at++;
      push("word", start, text.slice(start, at));
    } else if (/[0-9]/.test(it)) {
      const number = /(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
      number.lastIndex = at;
      at += number.exec(text)?.[0].length ?? 1;
      push("number", start, text.slice(start, at));
    } else if (it === '"') {
      const string = /"(?:[^"\\\n]|\\.)*("?)/y;
      string.lastIndex = at;
      const match = string.exec(text);
      at += match?.[0].length ?? 1;
      push(match?.[1] === "" ? "broken" : "text", start, unescaped(text.slice(start + 1, match?.[1] === "" ? at : at - 1)));
    } else if (it === "`") {
      const end = text.indexOf("`", at + 1);
      at = end < 0 ? text.length : end + 1;
      push(end < 0 ? "broken" : "text", start, text.slice(start + 1, end < 0 ? at : at - 1));
      const newline = text.lastIndexOf("\n", at - 1);
      if (newline >= start) lineStart = newline + 1;
    } else {
      const mark = marks.find((one) => text.startsWith(one, at));
      at += mark?.length ?? 1;
      push(mark === undefined ? "broken" : "mark", start, text.slice(start, at));
    }
  }
  push("end", at, "");
  return tokens;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

function unescaped(inner: string): string {
  return inner.replace(/\\(?:u([\da-fA-F]{4})|(.))/g, (_, code: string | undefined, one: string | undefined) =>
    code === undefined ? (escapes[one ?? ""] ?? one ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
