/** Edits on nodes: pictures of before and after in each syntax, with everything else untouched. */
import { format } from "@cdktf/hcl-tools";
import { describe, expect, test } from "vitest";
import { code, type Editor, type Place } from "../../rules/api.js";
import { createEditor } from "../../server/syntax/edit/index.js";
import { applyEdits } from "../../server/syntax/text.js";

/** Runs an edit; `at(text)` is the place of the first occurrence of that text. */
function edited(path: string, text: string, edit: (it: Editor, at: (part: string) => Place) => void): string | undefined {
  const unit = `${path}#0`;
  const editor = createEditor({
    text: (it) => (it === path ? text : undefined),
    locate: (place) => (place.unit === unit ? { path, start: place.start, end: place.end } : { path, start: 0, end: 0 }),
    extent: () => ({ start: 0, end: text.length }),
  });
  edit(editor, (part) => ({ unit, start: text.indexOf(part), end: text.indexOf(part) + part.length }));
  const result = editor.result();
  return result && applyEdits(text, result.edits[0]?.edits ?? []);
}

const hcl = (text: string, edit: (it: Editor, at: (part: string) => Place) => void): string | undefined => edited("a.tf", text, edit);
const yaml = (text: string, edit: (it: Editor, at: (part: string) => Place) => void): string | undefined => edited("a.yaml", text, edit);

describe("HCL", () => {
  const block = 'resource "a" "b" {\n  x   = "1" # why\n  yyy = [1, 2]\n}\n';
  test("replace keeps the comment", () => expect(hcl(block, (it, at) => it.replace(at('"1"'), "2"))).toBe(block.replace('"1"', '"2"')));
  test("replace by a list, by code, by text that looks like a template", () => {
    expect(hcl(block, (it, at) => it.replace(at('"1"'), ["a", "b"]))).toContain('x   = ["a", "b"] # why');
    expect(hcl(block, (it, at) => it.replace(at('"1"'), code("a.b.arn")))).toContain("x   = a.b.arn # why");
    expect(hcl(block, (it, at) => it.replace(at('"1"'), "${x}"))).toContain('x   = "$${x}" # why');
  });
  test("set aligns as terraform fmt does", () =>
    expect(hcl(block, (it, at) => it.set(at('resource "a" "b"'), "longer", true))).toBe(
      'resource "a" "b" {\n  x      = "1" # why\n  yyy    = [1, 2]\n  longer = true\n}\n',
    ));
  test("two sets come out in order", () =>
    expect(
      hcl(block, (it, at) => {
        it.set(at('resource "a" "b"'), "zz", 1);
        it.set(at('resource "a" "b"'), "ww", 2);
      }),
    ).toContain("  yyy = [1, 2]\n  zz  = 1\n  ww  = 2\n}"));
  test("set beside a removed attribute takes its place", () => {
    const both = (first: string, name: string): string | undefined =>
      hcl(block, (it, at) => {
        it.remove(at(first));
        it.set(at('resource "a" "b"'), name, 2);
      });
    expect(both("[1, 2]", "longer")).toBe('resource "a" "b" {\n  x      = "1" # why\n  longer = 2\n}\n');
    expect(both("[1, 2]", "z")).toBe('resource "a" "b" {\n  x = "1" # why\n  z = 2\n}\n');
  });
  test("set makes the nested block that is missing", () =>
    expect(hcl(block, (it, at) => it.set(at('resource "a" "b"'), "opts.tokens", "required"))).toBe(
      'resource "a" "b" {\n  x   = "1" # why\n  yyy = [1, 2]\n\n  opts {\n    tokens = "required"\n  }\n}\n',
    ));
  test("append to lists of one line and of many", () => {
    expect(hcl(block, (it, at) => it.append(at("[1, 2]"), 3))).toContain("[1, 2, 3]");
    expect(hcl("a = [\n  1, # one\n  2,\n]\n", (it) => it.append({ unit: "a.tf#0", start: 4, end: 23 }, 3))).toBe(
      "a = [\n  1, # one\n  2,\n  3,\n]\n",
    );
  });
  test("remove an item, an attribute, and nothing where a comment would go", () => {
    expect(hcl(block, (it, at) => it.remove(at("1,").end ? { ...at("1, 2"), end: at("1, 2").start + 1 } : at("x")))).toContain("[2]");
    expect(hcl(block, (it, at) => it.remove(at("[1, 2]")))).toBe('resource "a" "b" {\n  x = "1" # why\n}\n');
    expect(hcl(block, (it, at) => it.remove(at('resource "a" "b"')))).toBeUndefined();
  });
  test("line ends stay what they are", () => {
    const crlf = block.replace(/\n/g, "\r\n");
    const after = hcl(crlf, (it, at) => {
      it.set(at('resource "a" "b"'), "zz", { a: 1 });
      it.createBlock(at('resource "a" "b"'), { type: "resource", labels: ["c", "d"], body: { e: 1 } });
    });
    expect(after).not.toMatch(/[^\r]\n/);
    expect(after).toContain('resource "c" "d" {\r\n  e = 1\r\n}');
  });
  test("JSON in a heredoc stays JSON", () => {
    const text = 'p = <<EOT\n{\n  "Action": "s3:*",\n  "Resource": "${a.b.arn}/*"\n}\nEOT\n';
    expect(hcl(text, (it, at) => it.replace(at('"s3:*"'), ["s3:GetObject"]))).toBe(text.replace('"s3:*"', '["s3:GetObject"]'));
    expect(hcl(text, (it, at) => it.set({ ...at("{\n"), end: text.indexOf("}\nEOT") + 1 }, "Version", "2012-10-17"))).toBe(
      text.replace('/*"\n', '/*",\n  "Version": "2012-10-17"\n'),
    );
  });
});

describe("YAML", () => {
  const map = "spec:\n  a: 1 # one\n  list:\n  - x\n  - y\n# tail\n";
  test("replace keeps comments and quotes", () => {
    expect(yaml(map, (it, at) => it.replace(at("1"), 2))).toBe(map.replace("1", "2"));
    expect(yaml("a: 'x' # c\n", (it, at) => it.replace(at("'x'"), "y"))).toBe("a: 'y' # c\n");
    expect(yaml("a: x\n", (it, at) => it.replace(at("x"), "yes"))).toBe('a: "yes"\n');
  });
  test("replace writes blocks where there are lines for them", () => {
    expect(yaml("a:\n  b: x\n", (it, at) => it.replace(at("x"), { c: [1] }))).toBe("a:\n  b:\n    c:\n      - 1\n");
    expect(yaml("a:\n  b:\n    {}\nd: 1\n", (it, at) => it.replace(at("{}"), { c: 1 }))).toBe("a:\n  b:\n    c: 1\nd: 1\n");
    expect(yaml("a:\n  - {}\n", (it, at) => it.replace(at("{}"), { c: 1, d: 2 }))).toBe("a:\n  - c: 1\n    d: 2\n");
    expect(yaml("a: {b: x}\n", (it, at) => it.replace(at("x"), { c: 1 }))).toBe("a: {b: { c: 1 }}\n");
    expect(yaml("a: x # why\n", (it, at) => it.replace(at("x"), { c: 1 }))).toBe("a: { c: 1 } # why\n");
    expect(yaml("a:\n  b: 1\n  c: 2\nd: 1\n", (it, at) => it.replace(at("b: 1\n  c: 2\n"), {}))).toBe("a: {}\nd: 1\n");
  });
  test("replace keeps the items of a list as they are written, and writes new ones alike", () => {
    expect(yaml('a: ["x","u"]\n', (it, at) => it.replace(at('["x","u"]'), ["u", "z"]))).toBe('a: ["u","z"]\n');
    expect(yaml("a: [ x, 'u' ]\n", (it, at) => it.replace(at("[ x, 'u' ]"), ["u", "z"]))).toBe("a: [ 'u', z ]\n");
    expect(yaml('a: ["*"]\n', (it, at) => it.replace(at('["*"]'), ["u", "z"]))).toBe("a: [u, z]\n");
    expect(yaml("a:\n- 'x'\n- 'y'\nb: 1\n", (it, at) => it.replace(at("- 'x'\n- 'y'\n"), ["x", "z"]))).toBe("a:\n- 'x'\n- 'z'\nb: 1\n");
  });
  test("set adds to block and flow maps, and to empty ones", () => {
    expect(yaml(map, (it, at) => it.set({ ...at("a: 1"), end: map.indexOf("# tail") }, "b.c", [1]))).toBe(
      map.replace("  - y\n", "  - y\n  b:\n    c:\n    - 1\n"),
    );
    expect(yaml("a: {b: 1}\n", (it, at) => it.set(at("{b: 1}"), "c", 2))).toBe("a: {b: 1, c: 2}\n");
    expect(yaml("a: {}\n", (it, at) => it.set(at("{}"), "c", 2))).toBe("a: {c: 2}\n");
  });
  test("append follows the style of the sequence", () => {
    expect(yaml(map, (it, at) => it.append({ ...at("- x"), end: map.indexOf("# tail") }, "z"))).toBe(
      map.replace("  - y\n", "  - y\n  - z\n"),
    );
    expect(yaml("a: [x]\n", (it, at) => it.append(at("[x]"), "z"))).toBe("a: [x, z]\n");
  });
  test("remove an item, the last one, and nothing where a comment would go", () => {
    expect(yaml(map, (it, at) => it.remove(at("x")))).toBe(map.replace("  - x\n", ""));
    expect(yaml("a:\n  - x\nb: 1\n", (it, at) => it.remove(at("x")))).toBe("a: []\nb: 1\n");
    expect(yaml("a:\n  - x # why\n  - y\n", (it, at) => it.remove(at("x")))).toBeUndefined();
  });
  test("rename a key", () => expect(yaml(map, (it, at) => it.rename(at("list"), "items"))).toBe(map.replace("list", "items")));
  test("a new object is a new document, with or without a final line end", () => {
    const object = { apiVersion: "v1", kind: "X" };
    expect(yaml("a: 1\n", (it, at) => it.createObject(at("1"), object))).toBe("a: 1\n---\napiVersion: v1\nkind: X\n");
    expect(yaml("a: 1", (it, at) => it.createObject(at("1"), object))).toBe("a: 1\n---\napiVersion: v1\nkind: X\n");
    expect(yaml("a: 1\r\n", (it, at) => it.createObject(at("1"), object))).toBe("a: 1\r\n---\r\napiVersion: v1\r\nkind: X\r\n");
  });
});

describe("comments: an edit that would lose one is not made", () => {
  test("in HCL", () => {
    const policy = 'resource "a" "b" {\n  x = [\n    "one", # asked for by billing\n    "two",\n  ]\n}\n';
    const [list = ""] = /\[[\s\S]*\]/.exec(policy) ?? [];
    expect(hcl(policy, (it, at) => it.replace(at(list), ["two"]))).toBeUndefined();
    expect(hcl(policy, (it, at) => it.replace(at('"two"'), "three"))).toContain('"one", # asked for by billing\n    "three"');
  });
  test("in YAML, where a `#` within a word is none", () => {
    const rule = "verbs: [get, list] # all\nnames: {a: b#c}\nports:\n  - 1\n  - 2 # for the board\n";
    expect(yaml(rule, (it, at) => it.replace(at("- 1\n  - 2"), [1]))).toBeUndefined();
    expect(yaml(rule, (it, at) => it.replace(at("[get, list]"), ["get"]))).toContain("verbs: [get] # all");
    expect(yaml(rule, (it, at) => it.replace(at("{a: b#c}"), { a: "c" }))).toContain("{ a: c }");
  });
});

describe("layout: a text that terraform fmt leaves alone stays one", () => {
  const cases: readonly (readonly [string, string, (it: Editor, at: (part: string) => Place) => void])[] = [
    [
      "a value of several lines leaves its run",
      'a "b" {\n  long_name = 1\n  x         = "*" # why\n}\n',
      (it, at) =>
        it.replace(at('"*"'), ["one of many quite long strings", "another of the quite long strings, to fill the line", "and a third"]),
    ],
    [
      "the longest of a run goes",
      'a "b" {\n  long_name = 1\n  x         = 2\n  y         = 3\n}\n',
      (it, at) => it.remove(at("long_name = 1")),
    ],
    ["a rename", 'a "b" {\n  x = { k = 1 }\n  y = {\n    kk = 1\n    l  = 2 # c\n  }\n}\n', (it, at) => it.rename(at("kk"), "longer")],
    ["comments behind", 'a "b" {\n  x = 1  # one\n  y = 22 # two\n}\n', (it, at) => it.replace(at("22"), 33333)],
    ["a heredoc in a run", 'a "b" {\n  xx = <<-EOT\n    y = 1\n  EOT\n  z  = 1\n}\n', (it, at) => it.set(at('a "b"'), "longer", true)],
    ["a new attribute beside a heredoc", 'a "b" {\n  x = <<EOT\nt\nEOT\n}\n', (it, at) => it.set(at('a "b"'), "longer", true)],
  ];
  for (const [name, text, edit] of cases)
    test(name, async () => {
      expect(await format(text)).toBe(text);
      const after = hcl(text, edit) ?? "";
      expect(after).not.toBe(text);
      expect(await format(after)).toBe(after);
    });
  test("another text keeps its own", () =>
    expect(hcl('a "b" {\n  long_name=1\n  x   = 2\n}\n', (it, at) => it.replace(at("2"), 3))).toBe(
      'a "b" {\n  long_name=1\n  x   = 3\n}\n',
    ));
});
