/** JSON written inside templates and files, as values that know where they stand. */
import type { Place, Value } from "../../rules/api.js";
import { hole, type JsonNode, parseJson } from "../syntax/json/parse.js";
import { textOf } from "./values.js";

/** Text with the source offset of each character, and the values that its holes stand for. */
export interface MappedText {
  readonly text: string;
  /** Offset of each character, and one more for the end. */
  readonly offsets: readonly number[];
  readonly holes: readonly Value[];
}

const maximumLength = 200_000;

/** The structure of JSON text, or undefined when it is something else. `place` turns source offsets into a place. */
export function jsonValue(mapped: MappedText, place: (start: number, end: number) => Place): Value | undefined {
  if (mapped.text.length > maximumLength || !/^\s*[[{]/.test(mapped.text)) return undefined;
  const tree = parseJson(mapped.text);
  if (tree === undefined) return undefined;
  let next = 0;
  return convert(tree);

  function at(start: number, end: number): Place {
    const last = mapped.offsets[end - 1] ?? mapped.offsets[mapped.offsets.length - 1] ?? 0;
    return place(mapped.offsets[start] ?? 0, Math.max(last + 1, mapped.offsets[end - 1] === undefined ? 0 : last + 1));
  }

  function convert(node: JsonNode): Value {
    const here = at(node.start, node.end);
    const base = { at: here, origin: here };
    switch (node.kind) {
      case "string":
        return string(node.value, base);
      case "number":
        return { kind: "number", known: node.value, at: here, origin: here };
      case "flag":
        return { kind: "flag", known: node.value, at: here, origin: here };
      case "null":
        return { kind: "null", known: null, at: here, origin: here };
      case "hole": {
        const value = mapped.holes[next++];
        return value?.kind === "text" || value?.kind === "unknown"
          ? (value.json ?? { kind: "unknown", known: undefined, parts: [{}], ...base })
          : (value ?? { kind: "unknown", known: undefined, parts: [{}], ...base });
      }
      case "array":
        return { kind: "list", known: undefined, items: node.items.map(convert), complete: true, blocks: false, at: here, origin: here };
      case "object":
        return {
          kind: "dict",
          known: undefined,
          complete: true,
          at: here,
          origin: here,
          entries: node.members.map((it) => ({ key: it.key, keyAt: at(it.keySpan.start, it.keySpan.end), value: convert(it.value) })),
        };
    }
  }

  function string(text: string, base: { at: Place; origin: Place }): Value {
    if (!text.includes(hole)) return { kind: "text", known: text, at: base.at, origin: base.origin };
    const values = text
      .split(hole)
      .flatMap((literal, i): (string | Value)[] =>
        i === 0 ? [literal] : [mapped.holes[next++] ?? { kind: "unknown", known: undefined, parts: [{}], ...base }, literal],
      );
    return textOf(values, base);
  }
}
