/** Writes data as HCL, JSON or YAML text. */
import type { Code, Data, NewBlock } from "../../../rules/api.js";

const width = 100;

export function isCode(data: Data): data is Code {
  return (
    typeof data === "object" &&
    data !== null &&
    !Array.isArray(data) &&
    Object.keys(data).length === 1 &&
    "code" in data &&
    typeof data.code === "string"
  );
}

export function isNewBlock(data: Data | undefined): data is NewBlock {
  return typeof data === "object" && data !== null && !Array.isArray(data) && "labels" in data && "body" in data && "type" in data;
}

function isRecord(data: Data): data is { readonly [key: string]: Data | undefined } {
  return typeof data === "object" && data !== null && !Array.isArray(data) && !isCode(data);
}

function isArray(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

/** A quoted HCL string; `${` in the text stays text. */
export function hclString(text: string): string {
  const escaped = text.replace(/[\\"\n\r\t]/g, (it) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" })[it] ?? it);
  return `"${escaped.replace(/\$\{/g, "$$$${").replace(/%\{/g, "%%{")}"`;
}

/** An HCL expression; lines after the first are indented by `indent` spaces. */
export function printHcl(data: Data, indent: number): string {
  if (data === null || typeof data === "number" || typeof data === "boolean") return String(data);
  if (typeof data === "string") return hclString(data);
  if (isCode(data)) return data.code;
  const inner = " ".repeat(indent + 2);
  const close = " ".repeat(indent);
  if (isArray(data)) {
    const flat = `[${data.map((it) => printHcl(it, indent)).join(", ")}]`;
    if (data.length === 0 || (!flat.includes("\n") && indent + flat.length <= width)) return flat;
    return `[\n${data.map((it) => `${inner}${printHcl(it, indent + 2)},\n`).join("")}${close}]`;
  }
  if (!isRecord(data)) return "null";
  const entries = Object.entries(data).flatMap(([key, value]) =>
    value === undefined ? [] : [[hclKey(key), printHcl(value, indent + 2)] as const],
  );
  if (entries.length === 0) return "{}";
  return `{\n${aligned(entries, inner)}${close}}`;
}

/** Attribute lines as `terraform fmt` writes them: `=` aligned in runs of single lines. */
function aligned(entries: readonly (readonly [string, string])[], indent: string): string {
  const lines: string[] = [];
  for (let i = 0; i < entries.length; ) {
    let end = i;
    while (end < entries.length && !entries[end]?.[1].includes("\n")) end++;
    const run = entries.slice(i, Math.max(end, i));
    const longest = Math.max(0, ...run.map(([key]) => key.length));
    for (const [key, value] of run) lines.push(`${indent}${key.padEnd(longest)} = ${value}\n`);
    const many = entries[end];
    if (many) lines.push(`${indent}${many[0]} = ${many[1]}\n`);
    i = end + 1;
  }
  return lines.join("");
}

function hclKey(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : hclString(key);
}

/** A block, the first line without indentation. Attributes come first, nested blocks after a blank line. */
export function printBlock(block: NewBlock, indent: number): string {
  const inner = " ".repeat(indent + 2);
  const header = [block.type, ...block.labels.map((it) => `"${it}"`)].join(" ");
  const attributes: (readonly [string, string])[] = [];
  const nested: string[] = [];
  for (const [key, value] of Object.entries(block.body)) {
    if (isNewBlock(value)) nested.push(`${inner}${printBlock(value, indent + 2)}\n`);
    else if (isArray(value) && value.length > 0 && value.every(isNewBlock))
      nested.push(...value.map((it) => `${inner}${printBlock(it, indent + 2)}\n`));
    else if (value !== undefined) attributes.push([key, printHcl(value, indent + 2)]);
  }
  if (attributes.length === 0 && nested.length === 0) return `${header} {}`;
  return `${header} {\n${aligned(attributes, inner)}${attributes.length > 0 && nested.length > 0 ? "\n" : ""}${nested.join("\n")}${" ".repeat(indent)}}`;
}

/** JSON as it stands inside an HCL template: `${` in the text stays text, code becomes an interpolation. */
export function printJson(data: Data, indent: number): string {
  if (isCode(data)) return data.code.startsWith('"') ? data.code : `"\${${data.code}}"`;
  if (typeof data === "string") return JSON.stringify(data).replace(/\$\{/g, "$$$${").replace(/%\{/g, "%%{");
  if (data === null || typeof data !== "object") return JSON.stringify(data);
  const inner = " ".repeat(indent + 2);
  const close = " ".repeat(indent);
  const parts = isArray(data)
    ? data.map((it) => printJson(it, indent + 2))
    : Object.entries(data).flatMap(([key, value]) =>
        value === undefined ? [] : [`${JSON.stringify(key)}: ${printJson(value, indent + 2)}`],
      );
  const [open, end] = isArray(data) ? ["[", "]"] : ["{", "}"];
  const flat = `${open}${parts.join(", ")}${end}`;
  if (parts.length === 0 || (isArray(data) && !flat.includes("\n") && flat.length + indent <= width)) return flat;
  return `${open}\n${parts.map((it) => inner + it).join(",\n")}\n${close}${end}`;
}

/** A YAML scalar, plain where every reader takes it for this string. */
export function yamlScalar(data: string | number | boolean | null): string {
  if (typeof data !== "string") return String(data);
  const special = /^(?:true|false|yes|no|on|off|y|n|null|~|[-+]?[\d.][\d_.eE+:x-]*|0[xob].*|\.inf|\.nan|=|<<)$/i;
  const plain = /^[A-Za-z0-9_./][\w ./@+=,()-]*(?::[\w./@+=,()-]+)*$/;
  return plain.test(data) && !special.test(data) && !/\s$| #|: /.test(data) ? data : JSON.stringify(data);
}

/** Block-style YAML lines without a final newline; the first line is not indented. `step` is what sequences are indented by below a key. */
export function printYaml(data: Data, indent: number, step: number): string {
  const pad = " ".repeat(indent);
  if (isCode(data)) return yamlScalar(data.code);
  if (data === null || typeof data !== "object") return yamlScalar(data);
  if (isArray(data)) {
    if (data.length === 0) return "[]";
    return data.map((it) => `- ${printYaml(it, indent + 2, step)}`).join(`\n${pad}`);
  }
  const entries = Object.entries(data).flatMap(([key, value]): string[] => {
    if (value === undefined) return [];
    const name = yamlScalar(key);
    const nested = typeof value === "object" && value !== null && (isArray(value) ? value.length > 0 : Object.keys(value).length > 0);
    if (!nested) return [`${name}: ${printYaml(value, indent, step)}`];
    const deeper = isArray(value) ? indent + step : indent + 2;
    return [`${name}:\n${" ".repeat(deeper)}${printYaml(value, deeper, step)}`];
  });
  return entries.length === 0 ? "{}" : entries.join(`\n${pad}`);
}

/** Flow-style YAML on one line. */
export function printFlow(data: Data): string {
  if (isCode(data)) return yamlScalar(data.code);
  if (data === null || typeof data !== "object") return yamlScalar(data);
  if (isArray(data)) return `[${data.map(printFlow).join(", ")}]`;
  const entries = Object.entries(data).flatMap(([key, value]) => (value === undefined ? [] : [`${yamlScalar(key)}: ${printFlow(value)}`]));
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
