/** The HCL parser: pictures of recovery, equality with HashiCorp's parser, and no text that breaks it. */
import hcl2json from "@cdktf/hcl2json";
import { describe, expect, test } from "vitest";
import { hashicorpProblems } from "../../server/syntax/hcl/hashicorp.js";
import { parseHcl } from "../../server/syntax/hcl/parse.js";
import type { Body } from "../../server/syntax/hcl/tree.js";
import { toJson } from "../harness/hcl-json.js";

/** Names of attributes and blocks, nested ones in brackets. */
function outline(body: Body): string {
  return body.items.map((it) => (it.kind === "attribute" ? it.name : `${it.type}[${outline(it.body)}]`)).join(" ");
}

const whole = `\uFEFF# first
variable "names" { type = list(string) }
locals {
  a = 1 + 2 * -3
  b = [for k, v in var.names : "\${k}-\${v}" if v != null]
  c = { for n in var.names : n => n... }
  d = var.x ? "yes" : "no" // tail
  e = aws_vpc.main[*].id
  f = aws_vpc.main.*.id[0]
  g = merge([for f in var.names : { (f) = 1 }]...)
  h = <<-EOT
    one \${var.x}
      two %{ if var.y ~} three %{ endif }

    "quoted" $\${literal}
  EOT
  i = provider::aws::arn_parse("x")
  j = "tab\\t \\u00e9 %{ for s in var.names }\${s},%{ endfor }"
  k = { a : 1, "b c" = [true, null,], }
  l = (
    1
  )
  m = 1.5e3
  n = "😀"
}
/* block
comment */
resource "a" "b" {
  dynamic "c" {
    for_each = []
    content {}
  }
}
`;

test("equals HashiCorp's parser on a file with everything", async () => {
  for (const text of [whole, whole.replace(/\n/g, "\r\n")]) {
    const tree = parseHcl(text);
    expect(tree.problems).toEqual([]);
    expect(sorted(toJson(tree))).toEqual(sorted(await hcl2json.parse("a.tf", text)));
  }
});

test("spans cover exactly what was written", () => {
  const text = 'resource "aws_vpc" "main" {\n  cidr = "10.0.0.0/8" # why\n}\n';
  const tree = parseHcl(text);
  const [block] = tree.body.items;
  if (block?.kind !== "block") throw new Error("no block");
  expect(text.slice(block.header.start, block.header.end)).toBe('resource "aws_vpc" "main"');
  const [attribute] = block.body.items;
  if (attribute?.kind !== "attribute") throw new Error("no attribute");
  expect(text.slice(attribute.value.start, attribute.value.end)).toBe('"10.0.0.0/8"');
  expect(tree.comments.map((it) => text.slice(it.start, it.end))).toEqual(["# why"]);
});

describe("a broken statement does not hide its neighbours", () => {
  for (const [name, text, expected] of [
    ["a missing value", 'resource "a" "b" {\n  foo =\n  bar = 1\n}\n', "resource[foo bar]"],
    ["an unclosed string", 'resource "a" "b" {\n  foo = "x\n  bar = 1\n}\n', "resource[foo bar]"],
    ["an unclosed block", 'resource "a" "b" {\n  foo = 1\n\nresource "c" "d" {\n  bar = 1\n}\n', "resource[foo] resource[bar]"],
    ["an unclosed list", 'locals {\n  a = [1,\n\nresource "c" "d" {\n  bar = 1\n}\n', "locals[a] resource[bar]"],
    ["an unclosed call", 'locals {\n  a = merge(\n\nvariable "v" {\n  default = 1\n}\n', "locals[a] variable[default]"],
    ["an unclosed heredoc", 'locals {\n  a = <<EOT\n text\n\nvariable "v" {\n  default = 1\n}\n', "locals[a] variable[default]"],
    ["a template just begun", 'locals {\n  a = "${\nresource "c" "d" {\n  bar = 1\n}\n', "locals[a] resource[bar]"],
    ["a condition just begun", 'locals {\n  a = "${b ?\nresource "c" "d" {\n  bar = 1\n}\n', "locals[a] resource[bar]"],
    ["a word alone", "locals {\n  a\n  b = 1\n}\n", "locals[b]"],
    ["stray braces", "}\nlocals {\n  b = 1\n}\n", "locals[b]"],
  ] as const)
    test(name, () => {
      const tree = parseHcl(text);
      expect(tree.problems.length).toBeGreaterThan(0);
      expect(outline(tree.body)).toBe(expected);
    });
});

test("what is whole beside a mistake has no mistakes of its own", () => {
  const text = `locals {
  a = f({
    b = [
      {
        c = 1
      },
    ]
    "d" = "\${e}"
  })
}
x
`;
  expect(parseHcl(text).problems.map((it) => text.slice(it.start, it.end))).toEqual(["x"]);
});

test("no prefix and no cut throws, and every problem lies inside the text", () => {
  for (let i = 0; i <= whole.length; i++)
    for (const text of [whole.slice(0, i), whole.slice(0, i) + whole.slice(i + 7)])
      for (const it of parseHcl(text).problems) expect(it.start >= 0 && it.end <= text.length && it.start <= it.end).toBe(true);
});

test("deep nesting ends in a problem, not in a stack overflow", () => {
  for (const text of [
    `a = ${"[".repeat(50_000)}`,
    `a = ${"(".repeat(50_000)}`,
    `a = ${"!".repeat(50_000)}x`,
    "b {".repeat(50_000),
    `a = ${'"${'.repeat(20_000)}`,
  ])
    expect(parseHcl(text).problems.length).toBeGreaterThan(0);
});

test("HashiCorp's own words for a broken file, in offsets", async () => {
  const [problem] = await hashicorpProblems("a.tf", "a = 1\nb = \n");
  expect(problem?.message).toMatch(/^Invalid expression/);
  expect(problem?.start).toBe("a = 1\nb = ".length);
  expect(await hashicorpProblems("a.tf", "a = 1\n")).toEqual([]);
});

function sorted(it: unknown): unknown {
  if (Array.isArray(it)) return it.map(sorted);
  if (typeof it !== "object" || it === null) return it;
  return Object.fromEntries(
    Object.entries(it)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sorted(value)]),
  );
}
