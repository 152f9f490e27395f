/** Rego and Cedar parsers: shapes, places, tolerance, and texts inside YAML. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Place } from "../../rules/api.js";
import { nodesOf } from "../../rules/lib/rego.js";
import { parseCedar } from "../../server/syntax/cedar/parse.js";
import { embedded } from "../../server/syntax/embedded.js";
import { parseRego } from "../../server/syntax/rego/parse.js";
import { casesOf, pageIds, readPage } from "../harness/pages.js";

const place = (start: number, end: number): Place => ({ unit: "p#0", start, end });
const rego = (text: string) => parseRego(text, place);

describe("Rego", () => {
  test.each([
    [
      "v0",
      'package a\n\ndefault allow = false\n\nallow {\n  input.method == "GET"\n  not denied\n}\n\ndeny[msg] { msg := "no" }\n',
      ["allow", "allow", "deny"],
    ],
    [
      "v1",
      'package a\n\nimport rego.v1\n\ndefault allow := false\n\nallow if {\n\tsome role in data.roles[input.user]\n\trole == "x"\n}\n\ndeny contains "no" if input.x\n',
      ["allow", "allow", "deny"],
    ],
    ["functions", "package a\nf(x) := y if {\n y := x + 1\n} else := 0\ng(x) = x { x > 0 }\n", ["f", "g"]],
    [
      "comprehensions",
      'package a\nxs := {x | some x; input.xs[x]}\nm := {k: v | v := input[k]}\nl := [x | x := input.xs[_]; x != "a"]\n',
      ["xs", "m", "l"],
    ],
    ["chained references", "package a\nx := data.a[input.b].c.d[_]\ny := f(input)[0].z\n", ["x", "y"]],
    ["every, with, raw strings", 'package a\nok if {\n every x in input.xs { x > 1 }\n allow with input as {"a": `b\n c`}\n}\n', ["ok"]],
    [
      "braces on one line",
      'package a\nallow { input.a; input.b }\nviolation[{"msg": msg}] { msg := sprintf("%v", [input.c]) }\n',
      ["allow", "violation"],
    ],
    [
      "heads with references",
      'package a\nresult.allowed := true\nfruit["apple"] := 1\na.b[x] := y if { x := 1; y := 2 }\n',
      ["result.allowed", "fruit", "a.b"],
    ],
  ])("reads %s", (_, text, names) => {
    const tree = rego(text);
    expect(tree.problems).toEqual([]);
    expect(tree.package?.name).toBe("a");
    expect(tree.rules.map((it) => it.name)).toEqual(names);
  });

  test("a broken rule does not hide its neighbours", () => {
    const tree = rego("package a\n\nallow if {\n  input.x ==\n\ndeny if {\n  input.y\n}\n\nother := 1\n");
    expect(tree.problems.length).toBeGreaterThan(0);
    expect(tree.rules.map((it) => it.name)).toContain("deny");
    expect(tree.rules.map((it) => it.name)).toContain("other");
  });

  test("every node lies inside its rule", () => {
    const text = 'package a\n\nallow if {\n  [_, p, _] := io.jwt.decode(input.token)\n  p.role == "admin"\n}\n';
    const [rule] = rego(text).rules;
    expect(rule).toBeDefined();
    if (rule === undefined) return;
    const calls: string[] = [];
    for (const node of nodesOf(rule)) {
      expect(node.at.start).toBeGreaterThanOrEqual(rule.at.start);
      expect(node.at.end).toBeLessThanOrEqual(rule.at.end);
      if (node.kind === "call") calls.push(text.slice(node.nameAt.start, node.nameAt.end));
    }
    expect(calls).toEqual(["io.jwt.decode"]);
  });

  test("D4: v1 has `if` and `contains`, v0 has bodies without them, and a default is told from a rule", () => {
    const v0 = rego("package a\ndefault allow = true\nallow { input.a }").rules;
    const v1 = rego("package a\ndefault allow := true\nallow if input.a").rules;
    expect(v0.map((it) => [it.isDefault, it.branches.length])).toEqual(v1.map((it) => [it.isDefault, it.branches.length]));
  });
});

describe("Cedar", () => {
  test("reads effect, scope and conditions", () => {
    const text =
      '@id("a")\npermit (principal in Group::"ops", action in [Action::"view", Action::"edit"], resource is Photo) when { context.mfa && !(principal.suspended) } unless { false };\nforbid(principal, action, resource);';
    const tree = parseCedar(text, place);
    expect(tree.problems).toEqual([]);
    const [first, second] = tree.policies;
    expect(first?.action.entities.map((it) => it.id)).toEqual(["view", "edit"]);
    expect(first?.resource.types).toEqual(["Photo"]);
    expect(first?.conditions.map((it) => [it.kind, it.constant])).toEqual([
      ["when", undefined],
      ["unless", false],
    ]);
    expect(first?.conditions[0]?.reads).toEqual(["context.mfa", "principal.suspended"]);
    expect(text.slice(first?.place.start, first?.place.end)).toMatch(/^permit[\s\S]*;$/);
    expect([second?.effect, second?.principal.open, second?.resource.open]).toEqual(["forbid", true, true]);
  });

  test("a broken policy does not hide its neighbours", () => {
    const tree = parseCedar("permit (principal, action ==;\npermit (principal, action, resource);", place);
    expect(tree.problems.length).toBeGreaterThan(0);
    expect(tree.policies).toHaveLength(1);
  });
});

describe("Text inside scalars", () => {
  test.each([
    ["a literal block", "|\n    allow := true\n    deny := 1\n", "allow := true\ndeny := 1\n"],
    ["a heredoc", "<<-EOT\n    allow := true\n    deny := 1\n  EOT", "allow := true\ndeny := 1\n"],
    ["a quoted text", '"a\\nallow := \\"x\\"\\ndeny := 1"', 'a\nallow := "x"\ndeny := 1'],
  ])("maps %s", (_, source, known) => {
    const map = embedded(source, known);
    expect(map).toBeDefined();
    const at = known.indexOf("deny");
    expect(source.slice(map?.at(at)).startsWith("deny")).toBe(true);
  });

  test("folded lines are told from literal ones", () => {
    expect(embedded(">\n  a\n  b\n", "a b\n")).toBeUndefined();
  });
});

describe("Broken texts", () => {
  const blocks = pageIds().flatMap((id) =>
    casesOf(id, readPage(id)).flatMap((it) => it.files.filter((file) => /\.(?:rego|cedar)$/.test(file.name))),
  );
  const read = (name: string, text: string): void => void (name.endsWith(".rego") ? rego(text) : parseCedar(text, place));

  test("no prefix and no deleted span throws, in bounded time", () => {
    const from = performance.now();
    for (const { name, text } of blocks) {
      for (let i = 0; i <= text.length; i++) read(name, text.slice(0, i));
      for (let i = 0; i < text.length; i += 3) for (const length of [1, 4, 17]) read(name, text.slice(0, i) + text.slice(i + length));
    }
    expect(performance.now() - from).toBeLessThan(20_000);
  });

  test("long and deep texts take linear time", () => {
    const from = performance.now();
    for (const text of [
      "[".repeat(50_000),
      "a {".repeat(20_000),
      "x := (".repeat(20_000),
      `package a\n${"allow if { input.x == 1 }\n".repeat(5_000)}`,
      "f(".repeat(20_000),
      '"'.repeat(20_000),
    ])
      rego(text);
    for (const text of ["permit(".repeat(20_000), "permit(principal,action,resource)when{".repeat(5_000)]) parseCedar(text, place);
    expect(performance.now() - from).toBeLessThan(10_000);
  });
});

/** `REGO_LIBRARY=folder` adds the policies of a folder. */
test("policies that are whole are read without problems", () => {
  const library = process.env.REGO_LIBRARY;
  const files = library === undefined ? [] : readdirSync(library, { recursive: true, encoding: "utf8" });
  const texts = [
    ...pageIds().flatMap((id) =>
      casesOf(id, readPage(id)).flatMap((it) => it.files.map(({ name, text }) => [`${id} ${name}`, text] as const)),
    ),
    ...files.filter((it) => it.endsWith(".rego")).map((it) => [it, readFileSync(join(library ?? "", it), "utf8")] as const),
  ].filter(([name]) => name.endsWith(".rego"));
  expect(texts.length).toBeGreaterThan(10);
  for (const [name, text] of texts) expect([name, rego(text).problems]).toEqual([name, []]);
});
