/** Adds and removes items between brackets: HCL lists and objects, JSON, YAML flow collections. */
import type { Span, TextEdit } from "../text.js";

/** A bracketed collection; the span includes both brackets. */
export interface Brackets extends Span {
  readonly items: readonly Span[];
  /** HCL allows a comma after the last item. */
  readonly trailingComma: boolean;
  /** In HCL objects a new line separates items. */
  readonly newlineSeparates: boolean;
}

/** Appends one printed item. `print` gets the indentation that it will stand at. */
export function appendItem(text: string, it: Brackets, print: (indent: number) => string): TextEdit[] {
  const last = it.items[it.items.length - 1];
  if (last === undefined) {
    const inner = text.slice(it.start + 1, it.end - 1);
    if (inner.trim() === "")
      return [
        {
          start: it.start + 1,
          end: it.end - 1,
          newText: it.newlineSeparates
            ? `\n${" ".repeat(indentAt(text, it.start) + 2)}${print(indentAt(text, it.start) + 2)}\n${" ".repeat(indentAt(text, it.start))}`
            : print(indentAt(text, it.start)),
        },
      ];
    return [
      {
        start: it.start + 1,
        end: it.start + 1,
        newText: `\n${" ".repeat(indentAt(text, it.start) + 2)}${print(indentAt(text, it.start) + 2)}`,
      },
    ];
  }
  const first = it.items[0] ?? last;
  const multiline = text.slice(it.start, first.start).includes("\n");
  if (!multiline) return [{ start: last.end, end: last.end, newText: `, ${print(indentAt(text, it.start))}` }];
  const indent = indentAt(text, first.start);
  const between = text.slice(last.end, it.end - 1);
  const comma = /^\s*,/.exec(between);
  const anchor = last.end + (comma?.[0].length ?? 0);
  const newline = text.indexOf("\n", anchor);
  const lineEnd = newline < 0 || newline > it.end ? anchor : text[newline - 1] === "\r" ? newline - 1 : newline;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const item = `${eol}${" ".repeat(indent)}${print(indent)}${comma && it.trailingComma ? "," : ""}`;
  const separate = comma || it.newlineSeparates ? [] : [{ start: last.end, end: last.end, newText: "," }];
  return [...separate, { start: lineEnd, end: lineEnd, newText: item }];
}

/** Removes the item at an index; undefined when a comment would be lost. */
export function removeItem(text: string, it: Brackets, index: number): TextEdit[] | undefined {
  const item = it.items[index];
  if (item === undefined) return undefined;
  const next = it.items[index + 1];
  const previous = it.items[index - 1];
  const lineStart = text.lastIndexOf("\n", item.start - 1) + 1;
  const aloneBefore = /^\s*$/.test(text.slice(lineStart, item.start)) && lineStart > it.start;
  const after = /^[ \t]*,?[ \t]*/.exec(text.slice(item.end, it.end))?.[0] ?? "";
  const rest = /^(?:\r?\n)/.exec(text.slice(item.end + after.length));
  if (aloneBefore && rest) {
    const edits: TextEdit[] = [{ start: lineStart, end: item.end + after.length + rest[0].length, newText: "" }];
    if (next === undefined && previous !== undefined && !it.trailingComma) {
      const comma = text.indexOf(",", previous.end);
      if (comma >= 0 && comma < item.start) edits.push({ start: comma, end: comma + 1, newText: "" });
    }
    return hasComment(text.slice(item.start, item.end)) ? undefined : edits;
  }
  const span = next ? { start: item.start, end: next.start } : previous ? { start: previous.end, end: item.end } : item;
  return hasComment(text.slice(span.start, span.end)) ? undefined : [{ ...span, newText: "" }];
}

function hasComment(text: string): boolean {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, "");
  return /#|\/\/|\/\*/.test(bare);
}

/** Width of the white space that starts the line of an offset. */
export function indentAt(text: string, offset: number): number {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0].length ?? 0;
}
