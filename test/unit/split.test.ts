/** Splitting a Terraform file into its blocks: nothing lost, nothing cut in two, whatever stands in strings and comments. */
import { describe, expect, test } from "vitest";
import { parseHcl } from "../../server/syntax/hcl/parse.js";
import { splitBlocks } from "../../server/syntax/hcl/split.js";

const parts = (text: string): readonly string[] => splitBlocks(text).map((it) => it.text);

const whole = `# about the file
terraform {
}

# about the first
resource "a" "one" {
  text = "}{ \${ join("}", ["{"]) } $\${ {"
  doc  = <<-EOT
resource "not" "a block" {
    }
  EOT
} # behind
/*
resource "commented" "out" {
*/
locals {
  x = [for it in [1, 2] : { y = it }]
}
module "m" { source = "./m" }
`;

describe("a text whose brackets match", () => {
  test("a part for each top-level block, with what follows it", () => {
    expect(parts(whole).map((it) => parseHcl(it).body.items.map((item) => (item.kind === "block" ? item.type : item.name)))).toEqual([
      ["terraform"],
      ["resource"],
      ["locals"],
      ["module"],
    ]);
    expect(parts(whole)[1]).toMatch(/^resource "a" "one"[\s\S]*behind\n\/\*[\s\S]*\*\/\n$/);
  });
  test("indented blocks, CRLF and a byte order mark", () => {
    const text = '\ufeffa "x" {\r\n}\r\n  b "y" {\r\n  }\r\n';
    expect(parts(text)).toEqual(['\ufeffa "x" {\r\n}\r\n', '  b "y" {\r\n  }\r\n']);
  });
  test("attributes and empty texts stay whole", () => {
    for (const text of ["", "\n\n", "# only a comment", "a = 1\nb = {\n}\n"]) expect(parts(text)).toEqual([text]);
  });
});

describe("a broken text", () => {
  test("a block that is not closed ends where the next one starts", () => {
    const text = 'resource "a" "one" {\n  x = [1,\n\nresource "a" "two" {\n  y = "\n}\nresource "a" "three" {\n}\n';
    expect(parts(text).map((it) => it.split("\n")[0])).toEqual(['resource "a" "one" {', 'resource "a" "two" {', 'resource "a" "three" {']);
  });
  test("every prefix and every text with a hole, joined, is the text", () => {
    for (let i = 0; i <= whole.length; i++)
      for (const text of [whole.slice(0, i), whole.slice(0, i) + whole.slice(i + 7)]) {
        const split = splitBlocks(text);
        expect(split.map((it) => it.text).join("")).toBe(text);
        for (const it of split) expect(text.startsWith(it.text, it.start)).toBe(true);
      }
  });
  test("deep nesting ends the guess, not the process", () => {
    const text = `a "b" {\n  x = ${'"${'.repeat(20_000)}\n}\n`;
    expect(parts(text).join("")).toBe(text);
  });
});
