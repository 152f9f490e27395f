/** Spans, line tables and text edits: the arithmetic of positions, shared by every syntax. */

/** Half-open range of UTF-16 offsets into one text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a file that is parsed on its own. */
export interface TextPart {
  /** Offset in the file. */
  readonly start: number;
  readonly text: string;
}

/** A syntax problem found while parsing; parsing itself never throws. */
export interface SyntaxProblem extends Span {
  readonly message: string;
}

/** Replaces `start..end` of a text by `newText`; an insertion has `start === end`. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** Zero-based line and UTF-16 character, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Maps offsets to positions and back. Lines end at `\n`, `\r\n` or a lone `\r`, as in LSP. */
export class LineTable {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  /** Number of lines; an empty text has one. */
  get lines(): number {
    return this.#starts.length;
  }

  /** Position of an offset; offsets outside the text are clamped to its ends. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#starts[low] ?? 0) };
  }

  /** Offset of a position; characters past the end of the text are clamped to it. */
  offset(position: Position): number {
    const start = this.#starts[position.line];
    if (start === undefined) return this.#length;
    return Math.min(start + position.character, this.#starts[position.line + 1] ?? this.#length);
  }

  /** Offset at which a zero-based line starts; the end of the text for a line that does not exist. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }
}

/** Applies edits that do not overlap, in any order. Edits at one place keep their given order. Throws a RangeError on overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let last = 0;
  for (const edit of sorted) {
    if (edit.start < last) throw new RangeError(`edits overlap at offset ${edit.start}`);
    result += text.slice(last, edit.start) + edit.newText;
    last = edit.end;
  }
  return result + text.slice(last);
}

const names = new Map<string, string>();
/** Longer ones are views of the text that they stand in, and would keep it. */
const longestCopy = 12;

/** The one string for a name that is written over and over, so that it takes its room once. */
export function oneOf(name: string): string {
  if (name.length > longestCopy) return name;
  const known = names.get(name);
  if (known === undefined && names.size < 4096) names.set(name, name);
  return known ?? name;
}
