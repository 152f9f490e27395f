/** Text inside a scalar or heredoc: where each of its characters stands in the text around it. */

export interface Embedded {
  /** Offset in the source for an offset in the inner text. */
  at(offset: number): number;
  /** Whether a text may be edited in place: its lines stand there as they are, indented. */
  readonly editable: boolean;
}

/** `source` is the scalar as written, `known` what it means; undefined when the one cannot be told from the other (folded lines). */
export function embedded(source: string, known: string): Embedded | undefined {
  if (known === "") return undefined;
  const block = /^(?:\||<<)/.test(source);
  return (
    (block ? byLines(source, known) : undefined) ?? verbatim(source, known) ?? (source.startsWith('"') ? escaped(source, known) : undefined)
  );
}

function verbatim(source: string, known: string): Embedded | undefined {
  const start = source.indexOf(known);
  return start < 0 ? undefined : { at: (offset) => start + offset, editable: false };
}

/** A literal block: each line is there, behind its indentation. */
function byLines(source: string, known: string): Embedded | undefined {
  const lines = known.split("\n");
  const starts: number[] = [];
  const innerStarts: number[] = [];
  let at = source.indexOf("\n") + 1;
  let inner = 0;
  for (const line of lines) {
    const newline = source.indexOf("\n", at);
    const written = source.slice(at, newline < 0 ? source.length : newline).replace(/\r$/, "");
    const wanted = line.replace(/\r$/, "");
    if (!written.endsWith(wanted) || !/^\s*$/.test(written.slice(0, written.length - wanted.length))) {
      if (wanted === "" && inner >= known.trimEnd().length) break;
      return undefined;
    }
    starts.push(at + written.length - wanted.length);
    innerStarts.push(inner);
    inner += line.length + 1;
    at = newline < 0 ? source.length : newline + 1;
  }
  return {
    editable: true,
    at: (offset) => {
      let line = innerStarts.length - 1;
      while (line > 0 && (innerStarts[line] ?? 0) > offset) line--;
      return (starts[line] ?? 0) + offset - (innerStarts[line] ?? 0);
    },
  };
}

/** A double-quoted text with escapes. */
function escaped(source: string, known: string): Embedded | undefined {
  const starts: number[] = [];
  let at = 1;
  for (let i = 0; i < known.length; i++) {
    starts.push(at);
    if (source[at] !== "\\") {
      if (source[at] !== known[i]) return undefined;
      at++;
    } else at += source[at + 1] === "u" ? 6 : source[at + 1] === "x" ? 4 : 2;
  }
  starts.push(at);
  return { editable: false, at: (offset) => starts[offset] ?? at };
}
