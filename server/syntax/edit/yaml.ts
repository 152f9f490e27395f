/** Edits on one YAML document, block or flow. Spans are offsets of the document. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Data } from "../../../rules/api.js";
import type { Span, TextEdit } from "../text.js";
import { appendItem, type Brackets, removeItem } from "./brackets.js";
import { printFlow, printYaml, yamlScalar } from "./print.js";

export interface YamlTarget {
  readonly node: Node;
  readonly parent: YAMLMap | YAMLSeq | undefined;
  readonly pair: Pair | undefined;
  readonly index: number;
  readonly byKey: boolean;
}

export interface YamlEditor {
  find(span: Span): YamlTarget | undefined;
  replace(target: YamlTarget, value: Data): TextEdit[] | undefined;
  set(target: YamlTarget, path: readonly string[], value: Data): TextEdit[] | undefined;
  rename(target: YamlTarget, name: string): TextEdit[] | undefined;
  remove(target: YamlTarget): TextEdit[] | undefined;
  append(target: YamlTarget, values: readonly Data[]): TextEdit[] | undefined;
  /** The indentation that sequences have below their key. */
  readonly step: number;
}

export function createYamlEditor(text: string): YamlEditor {
  const document: Document.Parsed = parseDocument(text, { version: "1.1", merge: true, logLevel: "silent", prettyErrors: false });
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const step = sequenceStep();
  const lines = (printed: string): string => (eol === "\n" ? printed : printed.replace(/\n/g, eol));

  function find(span: Span): YamlTarget | undefined {
    const root = document.contents;
    return root ? search(root, span, undefined, undefined, 0) : undefined;
  }

  function search(
    node: Node,
    span: Span,
    parent: YAMLMap | YAMLSeq | undefined,
    pair: Pair | undefined,
    index: number,
  ): YamlTarget | undefined {
    const range = node.range;
    if (!range || span.start < range[0] || span.end > range[2]) return undefined;
    if (isMap(node))
      for (const [i, it] of node.items.entries()) {
        if (!isPair(it)) continue;
        if (isNode(it.key) && covers(it.key, span))
          return { node: isNode(it.value) ? it.value : it.key, parent: node, pair: it, index: i, byKey: true };
        const found = isNode(it.value) ? search(it.value, span, node, it, i) : undefined;
        if (found) return found;
      }
    if (isSeq(node))
      for (const [i, it] of node.items.entries()) {
        const found = isNode(it) ? search(it, span, node, undefined, i) : undefined;
        if (found) return found;
      }
    return range[0] === span.start && range[1] === span.end ? { node, parent, pair, index, byKey: false } : undefined;
  }

  function replace(target: YamlTarget, value: Data): TextEdit[] | undefined {
    const { node, parent, pair } = target;
    const range = node.range;
    if (!range || isAlias(node)) return undefined;
    const structured = typeof value === "object" && value !== null;
    if (!structured)
      return [
        {
          start: range[0],
          end: isScalar(node) ? range[1] : contentEnd(node),
          newText: isScalar(node) ? like(node, value) : yamlScalar(value),
        },
      ];
    const below = blockBelow(target, value);
    if (below !== undefined) return [below];
    const colon = isNode(pair?.key) ? text.indexOf(":", pair.key.range?.[1] ?? 0) : -1;
    if (isEmpty(value) && colon >= 0 && /^\s*$/.test(text.slice(colon + 1, range[0])))
      return [{ start: colon + 1, end: contentEnd(node), newText: Array.isArray(value) ? " []" : " {}" }];
    const words = isSeq(node) && Array.isArray(value) ? wordsLike(node, value) : undefined;
    if (words !== undefined && isSeq(node) && node.flow === true) {
      const written = text.slice(range[0], range[1]);
      const pad = /^\[ +\S/.test(written) ? " " : "";
      return [{ start: range[0], end: contentEnd(node), newText: `[${pad}${words.join(/,\S/.test(written) ? "," : ", ")}${pad}]` }];
    }
    if (words !== undefined && isSeq(node) && pair) {
      const lead = `\n${" ".repeat(columnOf(range[0]))}`;
      return [{ start: range[0], end: contentEnd(node), newText: lines(words.map((it) => `- ${it}`).join(lead)) }];
    }
    if ((isMap(node) || isSeq(node)) && node.flow !== true && pair && !Array.isArray(value) === isMap(node)) {
      const indent = columnOf(range[0]);
      return [{ start: range[0], end: contentEnd(node), newText: lines(printYaml(value, indent, step)) }];
    }
    if (isSeq(parent) && parent.flow !== true && !Array.isArray(value) && !isEmpty(value))
      return [{ start: range[0], end: contentEnd(node), newText: lines(printYaml(value, columnOf(range[0]), step)) }];
    return [{ start: range[0], end: contentEnd(node), newText: printFlow(value) }];
  }

  /** A block on the lines below its key, in place of a scalar or of `{}`. Inside of a flow collection there are no lines. */
  function blockBelow({ node, parent, pair }: YamlTarget, value: Data): TextEdit | undefined {
    const key = isNode(pair?.key) ? pair.key.range : undefined;
    const range = node.range;
    if (!key || !range || isEmpty(value) || parent?.flow === true || !isEmptyOrScalar(node)) return undefined;
    const colon = text.indexOf(":", key[1]);
    // Words behind the value stay on its line.
    if (!/^\s*$/.test(text.slice(colon + 1, range[0])) || !/^[ \t]*\r?(?:\n|$)/.test(text.slice(range[1]))) return undefined;
    const indent = columnOf(key[0]) + (Array.isArray(value) ? step : 2);
    return { start: colon + 1, end: range[1], newText: lines(`\n${" ".repeat(indent)}${printYaml(value, indent, step)}`) };
  }

  /** The scalars of a list as they are to be written: those that stay as they stand, new ones in the quotes of the others. */
  function wordsLike({ items }: YAMLSeq, values: readonly Data[]): readonly string[] | undefined {
    if (!isScalar(items[0]) || values.length === 0) return undefined;
    // Quotes around what needs them say nothing about the others.
    const model = items.find((it) => isScalar(it) && typeof it.value === "string" && yamlScalar(it.value) === it.value);
    const words: string[] = [];
    for (const it of values) {
      if (typeof it === "object" && it !== null) return undefined;
      const kept = items.find((one) => isScalar(one) && one.value === it);
      words.push(
        isScalar(kept) && kept.range ? text.slice(kept.range[0], kept.range[1]) : isScalar(model) ? like(model, it) : yamlScalar(it),
      );
    }
    return words.some((it) => it.includes("\n")) ? undefined : words;
  }

  /** A new scalar in the quotes of the old one. */
  function like(node: Node, value: string | number | boolean | null): string {
    if (!isScalar(node) || typeof value !== "string") return yamlScalar(value);
    if (node.type === "QUOTE_DOUBLE") return JSON.stringify(value);
    return node.type === "QUOTE_SINGLE" && !/[\n']/.test(value) ? `'${value}'` : yamlScalar(value);
  }

  function set(target: YamlTarget, path: readonly string[], value: Data): TextEdit[] | undefined {
    const [name, ...rest] = path;
    if (name === undefined) return replace(target, value);
    const { node } = target;
    if (isSeq(node) && /^\d+$/.test(name)) {
      const item = node.items[Number(name)];
      return isNode(item) ? set({ node: item, parent: node, pair: undefined, index: Number(name), byKey: false }, rest, value) : undefined;
    }
    if (!isMap(node)) return isScalar(node) && node.value === null && target.pair ? fillEmpty(target.pair, path, value) : undefined;
    for (const [i, pair] of node.items.entries()) {
      if (!isPair(pair) || keyText(pair) !== name) continue;
      if (isNode(pair.value)) return set({ node: pair.value, parent: node, pair, index: i, byKey: false }, rest, value);
      return fillEmpty(pair, rest, value);
    }
    const data = rest.reduceRight<Data>((inner, key) => ({ [key]: inner }), value);
    if (node.flow) return appendItem(text, flowBrackets(node), () => `${yamlScalar(name)}: ${printFlow(data)}`);
    const indent = columnOf(node.range?.[0] ?? 0);
    return [insertLine(contentEnd(node), `${" ".repeat(indent)}${printYaml({ [name]: data }, indent, step)}`)];
  }

  /** A key without a value gets one. */
  function fillEmpty(pair: Pair, path: readonly string[], value: Data): TextEdit[] | undefined {
    const key = isNode(pair.key) ? pair.key.range : undefined;
    if (!key) return undefined;
    const colon = text.indexOf(":", key[1]);
    const data = path.reduceRight<Data>((inner, name) => ({ [name]: inner }), value);
    if (typeof data !== "object" || data === null)
      return [
        {
          start: colon + 1,
          end: isNode(pair.value) ? Math.max(colon + 1, pair.value.range?.[1] ?? 0) : colon + 1,
          newText: ` ${yamlScalar(data)}`,
        },
      ];
    const indent = columnOf(key[0]) + (Array.isArray(data) ? step : 2);
    const written = isNode(pair.value) ? text.slice(pair.value.range?.[0], pair.value.range?.[1]) : "";
    if (written !== "") return undefined;
    return [insertLine(colon + 1, `${" ".repeat(indent)}${printYaml(data, indent, step)}`)];
  }

  function rename({ pair, byKey }: YamlTarget, name: string): TextEdit[] | undefined {
    const range = byKey && pair && isNode(pair.key) ? pair.key.range : undefined;
    return range ? [{ start: range[0], end: range[1], newText: yamlScalar(name) }] : undefined;
  }

  function remove(target: YamlTarget): TextEdit[] | undefined {
    const { parent, index } = target;
    // The root of a document is the document, with the marker before it; not with comments in it.
    if (parent === undefined) return holdsComment(0, text.length) ? undefined : [{ start: 0, end: text.length, newText: "" }];
    if (parent.flow) return removeItem(text, flowBrackets(parent), index);
    if (parent.items.length === 1) {
      if (!parent.range || holdsComment(parent.range[0], contentEnd(parent))) return undefined;
      const emptied = isSeq(parent) ? "[]" : "{}";
      // Behind the key, where an empty collection may stand whatever the column of the items was.
      const lead = /:[ \t]*\r?\n[ \t]*$/.exec(text.slice(0, parent.range[0]));
      return lead
        ? [{ start: lead.index + 1, end: contentEnd(parent), newText: ` ${emptied}` }]
        : [{ start: parent.range[0], end: contentEnd(parent), newText: emptied }];
    }
    const from = isSeq(parent)
      ? text.lastIndexOf("-", (target.node.range?.[0] ?? 0) - 1)
      : isNode(target.pair?.key)
        ? (target.pair.key.range?.[0] ?? -1)
        : -1;
    const end = isNode(target.pair?.value) ? contentEnd(target.pair.value) : contentEnd(target.node);
    if (from < 0) return undefined;
    if (holdsComment(from, lineEnd(end))) return undefined;
    const lineStart = text.lastIndexOf("\n", from - 1) + 1;
    if (/^\s*$/.test(text.slice(lineStart, from))) return [{ start: lineStart, end: Math.min(text.length, nextLine(end)), newText: "" }];
    // The first entry of a map inside a sequence item shares its line with the dash.
    const next = parent.items[index + 1];
    const nextStart = isPair(next) && isNode(next.key) ? next.key.range?.[0] : isNode(next) ? next.range?.[0] : undefined;
    return nextStart === undefined || holdsComment(from, nextStart) ? undefined : [{ start: from, end: nextStart, newText: "" }];
  }

  /** A removal that would take somebody's words with it is not made. */
  function holdsComment(start: number, end: number): boolean {
    return /(?:^|\s)#/m.test(text.slice(start, end));
  }

  function append(target: YamlTarget, values: readonly Data[]): TextEdit[] | undefined {
    const { node } = target;
    if (isSeq(node)) {
      if (node.flow) return values.flatMap((it) => appendItem(text, flowBrackets(node), () => printFlow(it)));
      const column = columnOf(dashOf(node));
      return [insertLine(contentEnd(node), `${" ".repeat(column)}${printYaml(values, column, step)}`)];
    }
    if (!isScalar(node) || !node.range) return undefined;
    return [
      {
        start: node.range[0],
        end: node.range[1],
        newText: `[${[text.slice(node.range[0], node.range[1]), ...values.map(printFlow)].join(", ")}]`,
      },
    ];
  }

  function dashOf(node: YAMLSeq): number {
    return node.range?.[0] ?? 0;
  }

  function insertLine(after: number, content: string): TextEdit {
    const at = lineEnd(after);
    return { start: at, end: at, newText: lines(`\n${content}`) };
  }

  /** The end of what a node writes, without the blank lines and comments behind it. */
  function contentEnd(node: Node): number {
    let end = node.range?.[1] ?? 0;
    if (isMap(node) || isSeq(node)) {
      if (node.flow) return end;
      const last = node.items[node.items.length - 1];
      const inner = isPair(last)
        ? isNode(last.value) && (last.value.range?.[1] ?? 0) > (last.value.range?.[0] ?? 0)
          ? last.value
          : last.key
        : last;
      if (isNode(inner))
        end = inner === (isPair(last) ? last.key : undefined) ? text.indexOf(":", inner.range?.[1] ?? 0) + 1 : contentEnd(inner);
    }
    while (end > 0 && /\s/.test(text[end - 1] ?? "")) end--;
    return end;
  }

  function lineEnd(offset: number): number {
    const newline = text.indexOf("\n", offset);
    if (newline < 0) return text.length;
    return text[newline - 1] === "\r" ? newline - 1 : newline;
  }

  function nextLine(offset: number): number {
    const newline = text.indexOf("\n", offset);
    return newline < 0 ? text.length : newline + 1;
  }

  function columnOf(offset: number): number {
    return offset - (text.lastIndexOf("\n", offset - 1) + 1);
  }

  function flowBrackets(node: YAMLMap | YAMLSeq): Brackets {
    const items = node.items.flatMap((it): Span[] => {
      if (isPair(it) && isNode(it.key))
        return [{ start: it.key.range?.[0] ?? 0, end: isNode(it.value) ? (it.value.range?.[1] ?? 0) : (it.key.range?.[1] ?? 0) }];
      return isNode(it) ? [{ start: it.range?.[0] ?? 0, end: it.range?.[1] ?? 0 }] : [];
    });
    return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0, items, trailingComma: false, newlineSeparates: false };
  }

  /** How far this document indents sequences below their keys; two by custom. */
  function sequenceStep(): number {
    const match = /^( *)(?:- )?[\w."'/-]+:[ \t]*(?:#.*)?\r?\n(?:[ \t]*#.*\r?\n)*( *)- /m.exec(text);
    if (!match) return 2;
    const key = (match[1]?.length ?? 0) + (/^ *- /.test(match[0]) ? 2 : 0);
    return Math.max(0, (match[2]?.length ?? 0) - key);
  }

  return { find, replace, set, rename, remove, append, step };
}

function isEmptyOrScalar(node: Node): boolean {
  return isScalar(node)
    ? node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED"
    : (isMap(node) || isSeq(node)) && node.items.length === 0;
}

function isEmpty(value: Data): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function covers(node: Node, span: Span): boolean {
  return node.range?.[0] === span.start && node.range[1] === span.end;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}
