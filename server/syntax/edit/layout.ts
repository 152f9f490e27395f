/** Keeps Terraform text aligned as `terraform fmt` does, where it was before an edit. */
import { parseHcl } from "../hcl/parse.js";
import type { Attribute, Block, Expression, HclFile } from "../hcl/tree.js";
import { applyEdits, type Span, type TextEdit } from "../text.js";

/** The edits with the spaces that they make necessary on the lines around them; the edits as they are in a text that was not aligned. */
export function laidOut(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  if (edits.length === 0 || misplaced(parseHcl(text)).length > 0) return edits;
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const moves = misplaced(parseHcl(applyEdits(text, sorted)));
  return moves.length === 0 ? edits : composed(sorted, moves);
}

/** The cells of a line that fmt lines up: what stands before `=`, what follows, and a comment behind. */
interface Line {
  readonly start: number;
  readonly assign: number | undefined;
  /** The `=` of a value that goes on below: it lines up with nothing. */
  readonly opens: number | undefined;
  /** Where the comment starts, when something stands before it. */
  readonly comment: number | undefined;
  /** Offset behind the last cell; a heredoc's line reaches to its closing marker. */
  readonly end: number;
}

/** The gaps before `=` and before comments that fmt would make wider or narrower. */
function misplaced(file: HclFile): readonly TextEdit[] {
  const { text } = file;
  const lines = linesOf(file);
  const edits: TextEdit[] = [];
  const shifts = new Map<Line, number>();
  const width = (from: number, to: number): number => text.slice(from, to).trimEnd().length;
  for (const chain of chains(lines, (it) => it.assign !== undefined)) {
    const longest = Math.max(...chain.map((it) => width(it.start, it.assign ?? it.start)));
    for (const it of chain) {
      const gap = gapBefore(text, it.assign ?? it.start);
      const wanted = longest - width(it.start, it.assign ?? it.start) + 1;
      shifts.set(it, wanted - (gap.end - gap.start));
      if (gap.end - gap.start !== wanted) edits.push({ ...gap, newText: " ".repeat(wanted) });
    }
  }
  for (const it of lines) {
    const gap = it.opens === undefined ? undefined : gapBefore(text, it.opens);
    if (gap && gap.end - gap.start !== 1) edits.push({ ...gap, newText: " " });
  }
  for (const chain of chains(lines, (it) => it.comment !== undefined)) {
    const columns = chain.map((it) => width(it.start, it.comment ?? it.start) + (shifts.get(it) ?? 0));
    chain.forEach((it, i) => {
      const gap = gapBefore(text, it.comment ?? it.start);
      const wanted = Math.max(...columns) - (columns[i] ?? 0) + 1;
      if (gap.end - gap.start !== wanted) edits.push({ ...gap, newText: " ".repeat(wanted) });
    });
  }
  return edits.sort((a, b) => a.start - b.start);
}

function gapBefore(text: string, at: number): Span {
  let start = at;
  while (text[start - 1] === " " || text[start - 1] === "\t") start--;
  return { start, end: at };
}

/** Runs of lines that follow each other. */
function chains(lines: readonly Line[], belongs: (line: Line) => boolean): readonly (readonly Line[])[] {
  const found: Line[][] = [];
  let open: Line[] | undefined;
  for (const it of lines) {
    if (!belongs(it)) open = undefined;
    else if (open) open.push(it);
    else {
      open = [it];
      found.push(open);
    }
  }
  return found;
}

function linesOf({ text, body, comments }: HclFile): readonly Line[] {
  const assigns = new Map<number, number>();
  const opens = new Map<number, number>();
  const heredocs: Span[] = [];
  const lineStart = (at: number): number => text.lastIndexOf("\n", at - 1) + 1;
  const first = (at: number): boolean => /^[ \t]*$/.test(text.slice(lineStart(at), at));

  const visitItem = (start: number, nameEnd: number, value: Expression): void => {
    const sign = nameEnd + (/^[ \t]*=(?!=)/.exec(text.slice(nameEnd, nameEnd + 200))?.[0].length ?? 0) - 1;
    const oneLine = value.kind === "template" && value.form === "heredoc" ? true : !text.slice(sign, value.end).includes("\n");
    const closes = /^[ \t]*[\])}]/.test(text.slice(value.end, value.end + 200));
    if (sign >= nameEnd && !closes && first(start)) (oneLine ? assigns : opens).set(lineStart(start), sign);
    visitExpression(value);
  };
  const visitExpression = (it: Expression): void => {
    if (it.kind === "template" && it.form === "heredoc") heredocs.push(it);
    if (it.kind === "object") for (const item of it.items) visitItem(item.start, item.key.end, item.value);
    else for (const inner of childrenOf(it)) visitExpression(inner);
  };
  const visitBody = (items: readonly (Attribute | Block)[]): void => {
    for (const it of items) {
      if (it.kind === "block") visitBody(it.body.items);
      else visitItem(it.start, it.nameSpan.end, it.value);
    }
  };
  visitBody(body.items);

  const behind = new Map<number, number>();
  for (const it of comments) if (!first(it.start)) behind.set(lineStart(it.start), it.start);
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const doc = heredocs.find((it) => it.start >= start && lineStart(it.start) === start);
    const newline = text.indexOf("\n", doc?.end ?? start);
    const end = newline < 0 ? text.length : newline;
    lines.push({ start, assign: assigns.get(start), opens: opens.get(start), comment: doc ? undefined : behind.get(start), end });
    start = end + 1;
  }
  return lines;
}

function childrenOf(it: Expression): readonly Expression[] {
  switch (it.kind) {
    case "tuple":
      return it.items;
    case "call":
      return it.arguments;
    case "parentheses":
      return [it.inner];
    case "conditional":
      return [it.condition, it.then, it.else];
    case "for":
      return [it.collection, ...(it.key ? [it.key] : []), it.value, ...(it.condition ? [it.condition] : [])];
    case "index":
      return [it.target, it.key];
    case "get":
      return [it.target];
    case "binary":
      return [it.left, it.right];
    case "unary":
      return [it.operand];
    default:
      return [];
  }
}

/** Two steps of edits as one: `later` speaks of the text that `sorted` makes. */
function composed(sorted: readonly TextEdit[], later: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  let delta = 0;
  let next = 0;
  for (const it of sorted) {
    const start = it.start + delta;
    let { newText } = it;
    let inner = 0;
    for (; next < later.length; next++) {
      const move = later[next];
      if (move === undefined || move.start > start + it.newText.length) break;
      if (move.end <= start) result.push({ ...move, start: move.start - delta, end: move.end - delta });
      else if (move.start >= start && move.end <= start + it.newText.length) {
        const at = move.start - start + inner;
        newText = newText.slice(0, at) + move.newText + newText.slice(at + move.end - move.start);
        inner += move.newText.length - (move.end - move.start);
      } else break;
    }
    result.push({ ...it, newText });
    delta += it.newText.length - (it.end - it.start);
  }
  for (; next < later.length; next++) {
    const move = later[next];
    if (move) result.push({ ...move, start: move.start - delta, end: move.end - delta });
  }
  return result;
}
