/** Parses JSON with positions; a hole character stands for a piece that a template fills in later. */
import type { Span } from "../text.js";

export type JsonNode = Span &
  (
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "flag"; readonly value: boolean }
    | { readonly kind: "null" }
    | { readonly kind: "hole"; readonly value: string }
    | { readonly kind: "array"; readonly items: readonly JsonNode[] }
    | { readonly kind: "object"; readonly members: readonly JsonMember[] }
  );

export interface JsonMember {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: JsonNode;
}

/** Stands for a template's interpolation in the text given to `parseJson`; the n-th one is the n-th hole. */
export const hole = "\uE001";

const maximumDepth = 100;

/** undefined when the text is not one JSON value. Spans are offsets into `text`. */
export function parseJson(text: string): JsonNode | undefined {
  let pos = 0;
  const skip = (): void => {
    while (pos < text.length && /\s/.test(text[pos] ?? "")) pos++;
  };

  function value(depth: number): JsonNode | undefined {
    skip();
    if (depth > maximumDepth) return undefined;
    const start = pos;
    const char = text[pos];
    if (char === "{") return object(depth);
    if (char === "[") return array(depth);
    if (char === '"') {
      const read = string();
      return read === undefined ? undefined : { kind: "string", value: read, start, end: pos };
    }
    if (char === hole) {
      pos++;
      return { kind: "hole", value: hole, start, end: pos };
    }
    const word = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/.exec(text.slice(pos, pos + 40))?.[0];
    if (word === undefined) return undefined;
    pos += word.length;
    if (word === "null") return { kind: "null", start, end: pos };
    if (word === "true" || word === "false") return { kind: "flag", value: word === "true", start, end: pos };
    return { kind: "number", value: Number(word), start, end: pos };
  }

  function string(): string | undefined {
    const start = pos++;
    while (pos < text.length && text[pos] !== '"') {
      if (text[pos] === "\n") return undefined;
      pos += text[pos] === "\\" ? 2 : 1;
    }
    if (pos >= text.length) return undefined;
    pos++;
    const raw = text.slice(start, pos);
    if (!raw.includes("\\")) return raw.slice(1, -1);
    try {
      const parsed: unknown = JSON.parse(raw.replace(/\t/g, "\\t"));
      return typeof parsed === "string" ? parsed : undefined;
    } catch {
      return undefined;
    }
  }

  function array(depth: number): JsonNode | undefined {
    const start = pos++;
    const items: JsonNode[] = [];
    skip();
    if (text[pos] !== "]")
      for (;;) {
        const item = value(depth + 1);
        if (item === undefined) return undefined;
        items.push(item);
        skip();
        if (text[pos] !== ",") break;
        pos++;
      }
    if (text[pos] !== "]") return undefined;
    pos++;
    return { kind: "array", items, start, end: pos };
  }

  function object(depth: number): JsonNode | undefined {
    const start = pos++;
    const members: JsonMember[] = [];
    skip();
    if (text[pos] !== "}")
      for (;;) {
        skip();
        const keyStart = pos;
        const key = text[pos] === '"' ? string() : undefined;
        if (key === undefined) return undefined;
        const keySpan = { start: keyStart, end: pos };
        skip();
        if (text[pos] !== ":") return undefined;
        pos++;
        const member = value(depth + 1);
        if (member === undefined) return undefined;
        members.push({ key, keySpan, value: member });
        skip();
        if (text[pos] !== ",") break;
        pos++;
      }
    if (text[pos] !== "}") return undefined;
    pos++;
    return { kind: "object", members, start, end: pos };
  }

  const result = value(0);
  skip();
  return pos === text.length ? result : undefined;
}
