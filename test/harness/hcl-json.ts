/** Turns our HCL tree into the JSON that HashiCorp's parser gives through hcl2json: the oracle's other half. */
import type { Attribute, Block, Body, Conditional, Expression, HclFile, TemplatePart } from "../../server/syntax/hcl/tree.js";

export function toJson(file: HclFile): unknown {
  return body(file.body, file.text);
}

function body(it: Body, text: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const item of it.items) {
    if (item.kind === "attribute") out[(item as Attribute).name] = expression((item as Attribute).value, text);
    else place(out, item, text);
  }
  return out;
}

function place(out: Record<string, unknown>, block: Block, text: string): void {
  let level = out;
  const path = [block.type, ...block.labels.map((it) => it.text)];
  for (const name of path.slice(0, -1)) {
    level[name] ??= {};
    level = level[name] as Record<string, unknown>;
  }
  const last = path[path.length - 1] ?? "";
  level[last] ??= [];
  const list = level[last];
  if (Array.isArray(list)) list.push(body(block.body, text));
}

function expression(it: Expression, text: string): unknown {
  switch (it.kind) {
    case "literal":
      return it.isNull ? null : it.value;
    case "unary":
      if (it.operator === "-" && it.operand.kind === "literal" && typeof it.operand.value === "number") return -it.operand.value;
      return wrap(it, text);
    case "template":
      if (it.parts.length === 1 && it.parts[0]?.kind === "interpolation") return expression(it.parts[0].expression, text);
      return it.parts.map((part) => templatePart(part, text)).join("");
    case "tuple":
      return it.items.map((item) => expression(item, text));
    case "object": {
      const out: Record<string, unknown> = {};
      for (const item of it.items) out[key(item.name, item.key, text)] = expression(item.value, text);
      return out;
    }
    default:
      return wrap(it, text);
  }
}

function key(name: string | undefined, it: Expression, text: string): string {
  if (name !== undefined) return name;
  if (it.kind === "template") return it.parts.map((part) => templatePart(part, text)).join("");
  if (it.kind === "literal") return String(it.value);
  if (it.kind === "get") return text.slice(it.start, it.end);
  return wrap(it, text);
}

function wrap(it: Expression, text: string): string {
  return `\${${text.slice(it.start, it.end)}}`;
}

/** The oracle writes a conditional inside a template as a directive. */
function conditional(it: Conditional, text: string): string {
  const branch = (side: Expression): string => {
    const value = expression(side, text);
    return side.kind === "template" || side.kind === "conditional" ? String(value) : wrap(side, text);
  };
  const otherwise = branch(it.else);
  return `%{if ${text.slice(it.condition.start, it.condition.end)}}${branch(it.then)}${otherwise === "" ? "" : `%{else}${otherwise}`}%{endif}`;
}

function templatePart(part: TemplatePart, text: string): string {
  switch (part.kind) {
    case "text":
      return part.value.replace(/[$%]\{/g, (it) => it[0] + it);
    case "interpolation":
      return part.expression.kind === "conditional" ? conditional(part.expression, text) : wrap(part.expression, text);
    case "if":
      return `%{if ${text.slice(part.condition.start, part.condition.end)}}${part.then.map((it) => templatePart(it, text)).join("")}${part.else ? `%{else}${part.else.map((it) => templatePart(it, text)).join("")}` : ""}%{endif}`;
    case "for":
      return `%{for ${part.key ? `${part.key}, ` : ""}${part.value} in ${text.slice(part.collection.start, part.collection.end)}}${part.body.map((it) => templatePart(it, text)).join("")}%{endfor}`;
  }
}
