/** Edits on HCL trees, and on JSON inside their heredocs. */
import type { Data, NewBlock } from "../../../rules/api.js";
import { parseHcl } from "../hcl/parse.js";
import type { Attribute, Block, Body, Expression, HclFile, ObjectExpression, ObjectItem, Template } from "../hcl/tree.js";
import { type JsonMember, type JsonNode, parseJson } from "../json/parse.js";
import type { Span, TextEdit } from "../text.js";
import { appendItem, type Brackets, indentAt, removeItem } from "./brackets.js";
import { isNewBlock, printBlock, printHcl, printJson } from "./print.js";

/** What stands at a span, with what holds it. */
export type HclTarget =
  | {
      readonly kind: "expression";
      readonly node: Expression;
      readonly list: Brackets | undefined;
      readonly index: number;
      readonly attribute: Attribute | undefined;
      readonly body: Body | undefined;
    }
  | { readonly kind: "item"; readonly node: ObjectItem; readonly object: ObjectExpression; readonly byKey: boolean }
  | { readonly kind: "attribute"; readonly node: Attribute; readonly body: Body }
  | { readonly kind: "block"; readonly node: Block; readonly body: Body }
  | {
      readonly kind: "json";
      readonly node: JsonNode;
      readonly holder: JsonNode | undefined;
      readonly index: number;
      readonly member: JsonMember | undefined;
      readonly byKey: boolean;
    };

export interface HclEditor {
  find(span: Span): HclTarget | undefined;
  replace(target: HclTarget, value: Data): TextEdit[] | undefined;
  /** Inserted attributes are collected: `flush` gives them all, aligned. */
  set(target: HclTarget, path: readonly string[], value: Data): TextEdit[] | undefined;
  rename(target: HclTarget, name: string): TextEdit[] | undefined;
  remove(target: HclTarget): TextEdit[] | undefined;
  append(target: HclTarget, values: readonly Data[]): TextEdit[] | undefined;
  createBlock(near: Span, block: NewBlock): TextEdit[] | undefined;
  insertBlock(target: HclTarget, block: NewBlock): TextEdit[] | undefined;
  flush(): TextEdit[];
  readonly tree: HclFile;
}

/** How the resources of one type spell what an edit says. */
export interface HclDialect {
  /** undefined when the resource cannot say that. */
  spell(path: readonly string[], value: Data): { readonly path: readonly string[]; readonly value: Data } | undefined;
  /** An attribute that holds a map, as opposed to a block. */
  isMap(name: string): boolean;
}

/** `dialects` gives the dialect of a resource type, if it has one. */
export function createHclEditor(text: string, dialects: (type: string) => HclDialect | undefined = () => undefined): HclEditor {
  const tree = parseHcl(text);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const pending = new Map<Body, { block: Block; lines: [string, string][] }>();
  const removed = new Set<Attribute>();
  const lines = (printed: string): string => (eol === "\n" ? printed : printed.replace(/\n/g, eol));

  function find(span: Span): HclTarget | undefined {
    return findInBody(tree.body, span);
  }

  function findInBody(body: Body, span: Span): HclTarget | undefined {
    for (const it of body.items) {
      if (it.end < span.start || it.start > span.end) continue;
      if (it.kind === "block") {
        if (same(it.header, span) || same(it, span)) return { kind: "block", node: it, body };
        const inner = findInBody(it.body, span);
        if (inner) return inner;
      } else {
        if (same(it.nameSpan, span) || same(it, span)) return { kind: "attribute", node: it, body };
        const inner = findInExpression(it.value, span, undefined, 0, it, body);
        if (inner) return inner;
      }
    }
    return undefined;
  }

  function findInExpression(
    node: Expression,
    span: Span,
    list: Brackets | undefined,
    index: number,
    attribute: Attribute | undefined,
    body: Body | undefined,
  ): HclTarget | undefined {
    if (span.start < node.start || span.end > node.end) return undefined;
    if (same(node, span)) return { kind: "expression", node, list, index, attribute, body };
    switch (node.kind) {
      case "tuple": {
        const brackets: Brackets = { start: node.start, end: node.end, items: node.items, trailingComma: true, newlineSeparates: false };
        return first(node.items, (it, i) => findInExpression(it, span, brackets, i, undefined, undefined));
      }
      case "object":
        return first(node.items, (it) => {
          if (same(it.key, span)) return { kind: "item", node: it, object: node, byKey: true } as const;
          const found = findInExpression(it.value, span, undefined, 0, undefined, undefined);
          return found?.kind === "expression" && found.node === it.value && found.list === undefined
            ? { ...found, attribute: undefined }
            : found;
        });
      case "template":
        return (
          first(node.parts, (it) =>
            it.kind === "interpolation" ? findInExpression(it.expression, span, undefined, 0, undefined, undefined) : undefined,
          ) ?? findInJson(node, span)
        );
      case "call":
        return first(node.arguments, (it) => findInExpression(it, span, undefined, 0, undefined, undefined));
      case "parentheses":
        return findInExpression(node.inner, span, undefined, 0, undefined, undefined);
      case "conditional":
        return first([node.condition, node.then, node.else], (it) => findInExpression(it, span, undefined, 0, undefined, undefined));
      case "for":
        return first([node.collection, ...(node.key ? [node.key] : []), node.value, ...(node.condition ? [node.condition] : [])], (it) =>
          findInExpression(it, span, undefined, 0, undefined, undefined),
        );
      case "index":
        return first([node.target, node.key], (it) => findInExpression(it, span, undefined, 0, undefined, undefined));
      case "get":
        return findInExpression(node.target, span, undefined, 0, undefined, undefined);
      case "binary":
        return first([node.left, node.right], (it) => findInExpression(it, span, undefined, 0, undefined, undefined));
      case "unary":
        return findInExpression(node.operand, span, undefined, 0, undefined, undefined);
      default:
        return undefined;
    }
  }

  /** JSON in a heredoc: interpolations are masked by digits, which stand anywhere that JSON allows a value or a character. */
  function findInJson(node: Template, span: Span): HclTarget | undefined {
    if (node.form !== "heredoc") return undefined;
    const start = node.parts[0]?.start ?? node.start;
    const end = node.parts[node.parts.length - 1]?.end ?? node.end;
    let masked = text.slice(start, end);
    for (const part of node.parts)
      if (part.kind !== "text")
        masked = masked.slice(0, part.start - start) + "1".repeat(part.end - part.start) + masked.slice(part.end - start);
    const json = parseJson(masked);
    return json && findJson(shift(json, start), span, undefined, 0, undefined);
  }

  function findJson(
    node: JsonNode,
    span: Span,
    holder: JsonNode | undefined,
    index: number,
    member: JsonMember | undefined,
  ): HclTarget | undefined {
    if (same(node, span)) return { kind: "json", node, holder, index, member, byKey: false };
    if (node.kind === "array") return first(node.items, (it, i) => findJson(it, span, node, i, undefined));
    if (node.kind !== "object") return undefined;
    return first(node.members, (it, i) =>
      same(it.keySpan, span)
        ? ({ kind: "json", node: it.value, holder: node, index: i, member: it, byKey: true } as const)
        : findJson(it.value, span, node, i, it),
    );
  }

  function replace(target: HclTarget, value: Data): TextEdit[] | undefined {
    if (target.kind === "json") return [edit(target.node, printJson(value, indentAt(text, target.node.start)))];
    const node =
      target.kind === "expression" ? target.node : target.kind === "attribute" || target.kind === "item" ? target.node.value : undefined;
    return node && [edit(node, printHcl(value, indentAt(text, node.start)))];
  }

  function set(target: HclTarget, path: readonly string[], value: Data): TextEdit[] | undefined {
    const [name, ...rest] = path;
    if (name === undefined) return replace(target, value);
    if (target.kind === "json") return setJson(target.node, path, value);
    if (target.kind === "block") {
      const dialect = dialectAround(target.node);
      if (dialect === undefined) return setInBlock(target.node, name, rest, value);
      const spelled = dialect.spell(path, value);
      const [first, ...others] = spelled?.path ?? [];
      return spelled && first !== undefined ? setInBlock(target.node, first, others, spelled.value, dialect) : undefined;
    }
    const node =
      target.kind === "expression" ? target.node : target.kind === "item" || target.kind === "attribute" ? target.node.value : undefined;
    if (node?.kind !== "object") return undefined;
    const item = node.items.find((it) => keyText(it) === name);
    if (item)
      return rest.length === 0
        ? [edit(item.value, printHcl(value, indentAt(text, item.value.start)))]
        : set({ kind: "expression", node: item.value, list: undefined, index: 0, attribute: undefined, body: undefined }, rest, value);
    return appendItem(text, objectBrackets(node), (indent) => {
      const printed = printHcl(nest(rest, value), indent);
      return `${/^[A-Za-z_][\w-]*$/.test(name) && !node.items.some((it) => it.key.kind === "template") ? name : JSON.stringify(name)} = ${printed}`;
    }).map(withEol);
  }

  function dialectAround(span: Span): HclDialect | undefined {
    const holder = tree.body.items.find((it) => it.start <= span.start && span.end <= it.end);
    const type = holder?.kind === "block" && holder.type === "resource" ? holder.labels[0]?.text : undefined;
    return type === undefined ? undefined : dialects(type);
  }

  function setInBlock(
    block: Block,
    name: string,
    rest: readonly string[],
    value: Data,
    dialect: HclDialect | undefined = undefined,
  ): TextEdit[] | undefined {
    const existing = block.body.items.find((it): it is Attribute => it.kind === "attribute" && it.name === name);
    if (existing)
      return set(
        { kind: "expression", node: existing.value, list: undefined, index: 0, attribute: existing, body: block.body },
        rest,
        value,
      );
    const nested = block.body.items.filter((it): it is Block => it.kind === "block" && it.type === name);
    const [only] = nested;
    if (nested.length > 1 || block.body.items.some((it) => it.kind === "block" && it.type === "dynamic" && it.labels[0]?.text === name))
      return undefined;
    const [next, ...deeper] = rest;
    if (next !== undefined && dialect?.isMap(name) !== true) {
      if (only) return setInBlock(only, next, deeper, value, dialect);
      return insertInto(block, { type: name, labels: [], body: blockBody(next, deeper, value, dialect) });
    }
    if (only) return undefined;
    if (isNewBlock(value)) return insertInto(block, value);
    const group = pending.get(block.body) ?? { block, lines: [] };
    group.lines.push([name, printHcl(nest(rest, value), indentAt(text, block.start) + 2)]);
    pending.set(block.body, group);
    return [];
  }

  function blockBody(
    name: string,
    rest: readonly string[],
    value: Data,
    dialect: HclDialect | undefined,
  ): { readonly [key: string]: Data } {
    const [next, ...deeper] = rest;
    if (next === undefined || dialect?.isMap(name) === true) return { [name]: nest(rest, value) };
    return { [name]: { type: name, labels: [], body: blockBody(next, deeper, value, dialect) } };
  }

  function setJson(node: JsonNode, path: readonly string[], value: Data): TextEdit[] | undefined {
    const [name, ...rest] = path;
    if (name === undefined) return [edit(node, printJson(value, indentAt(text, node.start)))];
    if (node.kind !== "object") return undefined;
    const member = node.members.find((it) => it.key === name);
    if (member) return setJson(member.value, rest, value);
    return appendItem(text, jsonBrackets(node), (indent) => `${JSON.stringify(name)}: ${printJson(nest(rest, value), indent)}`).map(
      withEol,
    );
  }

  function rename(target: HclTarget, name: string): TextEdit[] | undefined {
    if (target.kind === "attribute") {
      const dialect = dialectAround(target.node);
      const [spelled] = dialect ? (dialect.spell([name], null)?.path ?? []) : [name];
      return spelled === undefined ? undefined : [edit(target.node.nameSpan, spelled)];
    }
    if (target.kind === "item")
      return [edit(target.node.key, target.node.key.kind === "template" || !/^[A-Za-z_][\w-]*$/.test(name) ? JSON.stringify(name) : name)];
    return target.kind === "json" && target.member ? [edit(target.member.keySpan, JSON.stringify(name))] : undefined;
  }

  function remove(target: HclTarget): TextEdit[] | undefined {
    if (target.kind === "json") {
      if (target.holder?.kind !== "array" && target.holder?.kind !== "object") return undefined;
      return removeItem(text, jsonBrackets(target.holder), target.index);
    }
    if (target.kind === "item") return removeItem(text, objectBrackets(target.object), target.object.items.indexOf(target.node));
    if (target.kind === "expression") {
      if (target.list) return removeItem(text, target.list, target.index);
      if (!target.attribute || !target.body) return undefined;
      removed.add(target.attribute);
      return removeLines(target.attribute);
    }
    if (target.kind === "attribute") removed.add(target.node);
    return removeLines(target.node);
  }

  /** Removes a statement with its line; undefined when a comment would go with it. */
  function removeLines(span: Span): TextEdit[] | undefined {
    if (tree.comments.some((it) => it.start >= span.start && it.end <= span.end)) return undefined;
    const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
    const newline = text.indexOf("\n", span.end);
    const lineEnd = newline < 0 ? text.length : newline;
    if (!/^\s*$/.test(text.slice(lineStart, span.start))) return [{ ...span, newText: "" }];
    const tail = text.slice(span.end, lineEnd);
    // A comment behind the statement stays, on a line of its own.
    if (/\S/.test(tail)) return [{ start: span.start, end: span.end + (/^[ \t]*/.exec(tail)?.[0].length ?? 0), newText: "" }];
    return [{ start: lineStart, end: newline < 0 ? lineEnd : lineEnd + 1, newText: "" }];
  }

  function append(target: HclTarget, values: readonly Data[]): TextEdit[] | undefined {
    if (target.kind === "json") {
      const { node } = target;
      if (node.kind === "array")
        return values.flatMap((it) => appendItem(text, jsonBrackets(node), (indent) => printJson(it, indent)).map(withEol));
      return [edit(node, `[${[text.slice(node.start, node.end), ...values.map((it) => printJson(it, 0))].join(", ")}]`)];
    }
    const node =
      target.kind === "expression" ? target.node : target.kind === "attribute" || target.kind === "item" ? target.node.value : undefined;
    if (node === undefined) return undefined;
    if (node.kind === "tuple")
      return values.flatMap((it) =>
        appendItem(text, { start: node.start, end: node.end, items: node.items, trailingComma: true, newlineSeparates: false }, (indent) =>
          printHcl(it, indent),
        ).map(withEol),
      );
    return [
      edit(node, `[${[text.slice(node.start, node.end), ...values.map((it) => printHcl(it, indentAt(text, node.start)))].join(", ")}]`),
    ];
  }

  function createBlock(near: Span, block: NewBlock): TextEdit[] | undefined {
    const holder = tree.body.items.find((it) => it.start <= near.start && near.end <= it.end);
    if (holder === undefined) return undefined;
    const newline = text.indexOf("\n", holder.end);
    // Blanks at the end of a file become blanks at the end of a line, which fmt would take away.
    if (newline < 0) return [{ start: text.trimEnd().length, end: text.length, newText: lines(`\n\n${printBlock(block, 0)}`) }];
    // Behind the line's end, so that the block before it may go.
    return [{ start: newline + 1, end: newline + 1, newText: lines(`\n${printBlock(block, 0)}\n`) }];
  }

  function insertBlock(target: HclTarget, block: NewBlock): TextEdit[] | undefined {
    return target.kind === "block" ? insertInto(target.node, block) : undefined;
  }

  function insertInto(block: Block, added: NewBlock): TextEdit[] | undefined {
    if (block.close === undefined) return undefined;
    const indent = indentAt(text, block.start);
    const printed = `${" ".repeat(indent + 2)}${printBlock(added, indent + 2)}\n`;
    const last = block.body.items[block.body.items.length - 1];
    const inner = text.slice(block.open + 1, block.close);
    if (!inner.includes("\n")) {
      const content = inner.trim();
      return [
        {
          start: block.open + 1,
          end: block.close,
          newText: lines(`\n${content === "" ? "" : `${" ".repeat(indent + 2)}${content}\n\n`}${printed}${" ".repeat(indent)}`),
        },
      ];
    }
    const lineStart = text.lastIndexOf("\n", block.close) + 1;
    return [{ start: lineStart, end: lineStart, newText: lines(`${last ? "\n" : ""}${printed}`) }];
  }

  /** Inserted attributes, behind the last attribute of their block, aligned with its run as `terraform fmt` does. */
  function flush(): TextEdit[] {
    return [...pending.values()].flatMap(({ block, lines: added }) => {
      const indent = " ".repeat(indentAt(text, block.start) + 2);
      const attributes = block.body.items.filter((it): it is Attribute => it.kind === "attribute");
      const last = attributes[attributes.length - 1];
      const inner = block.close === undefined ? "" : text.slice(block.open + 1, block.close);
      if (last === undefined || !inner.includes("\n")) {
        const longest = Math.max(...added.map(([name]) => name.length), ...(last ? [last.name.length] : []));
        const body = [...(last ? [[last.name, text.slice(last.value.start, last.value.end)] as const] : []), ...added]
          .map(([name, value]) => `${indent}${name.padEnd(longest)} = ${value}\n`)
          .join("");
        if (inner.includes("\n"))
          return [
            {
              start: block.open + 1,
              end: block.open + 1,
              newText: lines(`\n${body}`.replace(/\n$/, block.body.items.length > 0 ? "\n" : "")),
            },
          ];
        return [{ start: block.open + 1, end: block.close ?? block.open + 1, newText: lines(`\n${body}${indent.slice(2)}`) }];
      }
      const run = runEndingWith(attributes, last).filter((it) => !removed.has(it));
      const single = added.filter(([, value]) => !value.includes("\n"));
      const longest = Math.max(...run.map((it) => it.name.length), ...single.map(([name]) => name.length));
      const realign = run.flatMap((it) => {
        const gap = { start: it.nameSpan.end, end: text.indexOf("=", it.nameSpan.end) };
        const newText = " ".repeat(longest - it.name.length + 1);
        return text.slice(gap.start, gap.end) === newText ? [] : [{ ...gap, newText }];
      });
      const newline = text.indexOf("\n", last.end);
      const at = newline < 0 ? last.end : text[newline - 1] === "\r" ? newline - 1 : newline;
      const newLines = added.map(([name, value]) => `${indent}${value.includes("\n") ? name : name.padEnd(longest)} = ${value}`);
      // Behind the line of a removed attribute, not inside it.
      if (removed.has(last) && newline >= 0)
        return [...realign, { start: newline + 1, end: newline + 1, newText: lines(newLines.map((it) => `${it}\n`).join("")) }];
      return [...realign, { start: at, end: at, newText: lines(newLines.map((it) => `\n${it}`).join("")) }];
    });
  }

  /** Single-line attributes on consecutive lines up to the last; a multi-line one stands alone. */
  function runEndingWith(attributes: readonly Attribute[], last: Attribute): readonly Attribute[] {
    const run: Attribute[] = [];
    for (let i = attributes.length - 1; i >= 0; i--) {
      const it = attributes[i];
      if (it === undefined || text.slice(it.start, it.end).includes("\n")) break;
      const below = run[0];
      if (below && (text.slice(it.end, below.start).match(/\n/g)?.length ?? 0) !== 1) break;
      run.unshift(it);
    }
    return run.includes(last) ? run : [];
  }

  function withEol(it: TextEdit): TextEdit {
    return eol === "\n" ? it : { ...it, newText: it.newText.replace(/\r?\n/g, eol) };
  }

  function edit(span: Span, newText: string): TextEdit {
    return { start: span.start, end: span.end, newText: lines(newText) };
  }

  return { find, replace, set, rename, remove, append, createBlock, insertBlock, flush, tree };
}

function same(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

function first<T, R>(items: readonly T[], read: (item: T, index: number) => R | undefined): R | undefined {
  for (const [index, it] of items.entries()) {
    const found = read(it, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function keyText(it: ObjectItem): string | undefined {
  if (it.name !== undefined) return it.name;
  if (it.key.kind !== "template" || it.key.parts.length !== 1) return undefined;
  const [only] = it.key.parts;
  return only?.kind === "text" ? only.value : undefined;
}

function objectBrackets(node: ObjectExpression): Brackets {
  return { start: node.start, end: node.end, items: node.items, trailingComma: true, newlineSeparates: true };
}

function jsonBrackets(node: Extract<JsonNode, { kind: "array" | "object" }>): Brackets {
  const items = node.kind === "array" ? node.items : node.members.map((it) => ({ start: it.keySpan.start, end: it.value.end }));
  return { start: node.start, end: node.end, items, trailingComma: false, newlineSeparates: false };
}

function nest(path: readonly string[], value: Data): Data {
  return path.reduceRight<Data>((inner, name) => ({ [name]: inner }), value);
}

function shift(node: JsonNode, by: number): JsonNode {
  const span = { start: node.start + by, end: node.end + by };
  if (node.kind === "array") return { ...node, ...span, items: node.items.map((it) => shift(it, by)) };
  if (node.kind === "object")
    return {
      ...node,
      ...span,
      members: node.members.map((it) => ({
        key: it.key,
        keySpan: { start: it.keySpan.start + by, end: it.keySpan.end + by },
        value: shift(it.value, by),
      })),
    };
  return { ...node, ...span };
}
