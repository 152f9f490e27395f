/** Splits a YAML stream into documents before parsing, so that each can be cached by its own text. */

export interface Document {
  /** Offset in the stream. */
  readonly start: number;
  readonly text: string;
}

/**
 * A `---` or `...` at column 0 ends a document, even inside a block scalar. The `---` line belongs to the document that it starts, the `...`
 * line to the one that it ends; directives and comments before the first `---` belong to the first document. The texts joined are the stream.
 */
export function splitStream(text: string): Document[] {
  const starts = [0];
  let content = false;
  let ended = false;
  for (let line = 0; line <= text.length; ) {
    const newline = text.indexOf("\n", line);
    const end = newline < 0 ? text.length : newline;
    const marker = markerAt(text, line);
    if (marker === "---") {
      if (content && !ended) starts.push(line);
      content = true;
      ended = false;
    } else if (marker === "...") {
      starts.push(Math.min(end + 1, text.length));
      content = false;
      ended = true;
    } else if (!content && /^\s*[^\s#%]/.test(text.slice(line, Math.min(end, line + 200)))) {
      content = true;
      ended = false;
    }
    if (newline < 0) break;
    line = newline + 1;
  }
  const unique = starts.filter((it, i) => i === 0 || (it !== starts[i - 1] && it < text.length));
  return unique.map((start, i) => ({ start, text: text.slice(start, unique[i + 1] ?? text.length) }));
}

function markerAt(text: string, line: number): "---" | "..." | undefined {
  const code = text.charCodeAt(line);
  if (code !== 45 && code !== 46) return undefined;
  const after = text.charCodeAt(line + 3);
  if (!Number.isNaN(after) && after !== 10 && after !== 13 && after !== 32 && after !== 9) return undefined;
  if (text.startsWith("---", line)) return "---";
  return text.startsWith("...", line) ? "..." : undefined;
}
