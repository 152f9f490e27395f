/** Splits a YAML stream into documents before parsing, so that each can be cached by its own text. */
import type { TextPart } from "../text.js";

/**
 * A `---` or `...` at column 0 ends a document, even inside a block scalar. The `---` line belongs to the document that it starts, the `...`
 * line to the one that it ends; directives and comments before a document's `---` belong to that document. The texts joined are the stream.
 * Empty documents are kept; an empty text is one document.
 */
export function splitStream(text: string): TextPart[] {
  const starts = [0];
  // Whether the document at hand has begun: until then a `---` is its own first line.
  let begun = false;
  for (let line = 0; line < text.length; ) {
    const newline = text.indexOf("\n", line);
    const end = newline < 0 ? text.length : newline;
    const marker = markerAt(text, line);
    if (marker === "---") {
      if (begun) starts.push(line);
      begun = true;
    } else if (marker === "...") {
      if (end + 1 < text.length) starts.push(end + 1);
      begun = false;
    } else if (!begun) begun = holdsContent(text, line, end);
    line = end + 1;
  }
  return starts.map((start, i) => ({ start, text: text.slice(start, starts[i + 1] ?? text.length) }));
}

function markerAt(text: string, line: number): "---" | "..." | undefined {
  const from = text.charCodeAt(line) === 0xfeff ? line + 1 : line;
  const code = text.charCodeAt(from);
  if (code !== 45 && code !== 46) return undefined;
  const after = text.charCodeAt(from + 3);
  if (!Number.isNaN(after) && after !== 10 && after !== 13 && after !== 32 && after !== 9) return undefined;
  if (text.startsWith("---", from)) return "---";
  return text.startsWith("...", from) ? "..." : undefined;
}

/** Anything but blanks, a comment or a directive. */
function holdsContent(text: string, line: number, end: number): boolean {
  for (let i = line; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || code === 9 || code === 13 || code === 0xfeff) continue;
    return code !== 35 && (code !== 37 || i > line);
  }
  return false;
}
