/** Evaluation: known or unknown, where a value stands, modules, count, for_each and dynamic. */
import { describe, expect, test } from "vitest";
import type { Place, Value } from "../../rules/api.js";
import { get, reference } from "../../rules/lib/value.js";
import { Sources } from "../../server/sources.js";
import { createTerraform } from "../../server/terraform/index.js";
import { plainOf } from "../../server/terraform/values.js";

function load(files: Readonly<Record<string, string>>) {
  const sources = new Sources();
  sources.change(Object.entries(files));
  return { sources, terraform: createTerraform(sources) };
}

/** The attribute `v` of the first output-like block of main.tf. */
function evaluated(source: string, extra: Readonly<Record<string, string>> = {}): Value | undefined {
  const { terraform } = load({ "main.tf": `resource "x" "y" {\n  v = ${source}\n}\n`, ...extra });
  return get(terraform.blocks("main.tf")[0]?.body, "v");
}

const plain = (value: Value | undefined): unknown => (value ? (plainOf(value)?.data ?? "unknown") : "absent");

describe("expressions", () => {
  for (const [source, expected] of [
    ['"a${1 + 2}b"', "a3b"],
    ["1 == 1 && !false", true],
    ["var.missing", "unknown"],
    ["var.missing == null ? 1 : 1", 1],
    ['lookup({ a = 1 }, "b", 2)', 2],
    ["merge({ a = 1 }, { a = 2, b = 3 })", { a: 2, b: 3 }],
    ["length([1, 2])", 2],
    ['contains(["a"], "a")', true],
    ['contains(["a", var.missing], "b")', "unknown"],
    ['coalesce(null, "", "x")', "x"],
    ["concat([1], [2, 3])", [1, 2, 3]],
    ["jsonencode({ a = [1] })", '{"a":[1]}'],
    ['jsondecode("{\\"a\\": 1}").a', 1],
    ['format("%s-%03d", "a", 7)', "a-007"],
    ['substr("hello", 1, 3)', "ell"],
    ['compact(["a", "", "b"])', ["a", "b"]],
    ['one(["a"])', "a"],
    ['join(",", ["a", "b"])', "a,b"],
    ['toset(["a", "a"])', ["a"]],
    ["try(local.nothing.at_all, 5)", "unknown"],
    ["try({ a = 1 }.b, 5)", 5],
    ['[for i, n in ["a", "b"] : "${i}${n}" if n != "a"]', ["1b"]],
    ['{ for n in ["a"] : n => upper(n) }', { a: "A" }],
    ["[{ id = 1 }, { id = 2 }][*].id", [1, 2]],
    ['cidrsubnet("10.0.0.0/16", 8, 2)', "10.0.2.0/24"],
    ['regex("^a(.)c", "abc")', ["b"]],
    ['"${timestamp() + 3600}"', "unknown"],
  ] as const)
    test(source, () => expect(plain(evaluated(source))).toEqual(expected));
});

test("a value through a local is used here and was written there", () => {
  const text = 'locals {\n  open = ["0.0.0.0/0"]\n}\nresource "x" "y" {\n  v = local.open\n}\n';
  const { sources, terraform } = load({ "main.tf": text });
  const item = get(terraform.blocks("main.tf")[0]?.body, "v.0");
  const written = (place: Place | undefined): string => {
    const { start, end } = sources.locate(place ?? { unit: "", start: 0, end: 0 });
    return text.slice(start, end);
  };
  expect(written(item?.at)).toBe("local.open");
  expect(written(item?.origin)).toBe('"0.0.0.0/0"');
});

test("JSON in a heredoc knows where each scalar stands, and keeps references", () => {
  const text = 'resource "x" "y" {\n  v = <<-EOT\n    {"Resource": "${aws_s3_bucket.b.arn}/*", "Action": "s3:*"}\n  EOT\n}\n';
  const { terraform } = load({ "main.tf": text });
  const value = get(terraform.blocks("main.tf")[0]?.body, "v");
  const json = value?.kind === "unknown" ? value.json : undefined;
  const action = get(json, "Action");
  expect(text.slice(action?.at.start, action?.at.end)).toBe('"s3:*"');
  const resource = get(json, "Resource");
  expect(resource?.kind === "unknown" && resource.parts[1]).toBe("/*");
});

test("tfvars win over defaults, arguments over both, and a variable without either is unknown", () => {
  const variable = 'variable "a" {\n  default = 1\n}\nvariable "b" {}\nresource "x" "y" {\n  a = var.a\n  b = var.b\n}\n';
  const { terraform } = load({ "main.tf": variable, "terraform.tfvars": "a = 2\n" });
  const [, , block] = terraform.blocks("main.tf");
  expect([plain(get(block?.body, "a")), plain(get(block?.body, "b"))]).toEqual([2, "unknown"]);
  const called = load({ "child/main.tf": variable, "main.tf": 'module "c" {\n  source = "./child"\n  a      = 3\n}\n' });
  const inner = called.terraform.blocks("child/main.tf").find((it) => it.type === "x");
  expect(plain(get(inner?.body, "a"))).toBe(3);
  expect(inner?.label).toBe("module.c.x.y");
});

test("count and for_each: known ones apart, zero gone, unknown uncertain", () => {
  const { terraform } = load({
    "main.tf":
      'resource "x" "two" {\n  count = 2\n  v = count.index\n}\nresource "x" "none" {\n  count = 0\n}\nresource "x" "maybe" {\n  count = var.on ? 1 : 0\n}\nresource "x" "each" {\n  for_each = toset(["a"])\n  v = each.value\n}\n',
  });
  expect(terraform.blocks("main.tf").map((it) => [it.name, it.key, it.certain, plain(get(it.body, "v"))])).toEqual([
    ["two", 0, true, 0],
    ["two", 1, true, 1],
    ["maybe", undefined, false, "absent"],
    ["each", "a", true, "a"],
  ]);
});

test("dynamic blocks: known collections expand, unknown ones may be anything", () => {
  const dynamic = (each: string): string =>
    `resource "x" "y" {\n  dynamic "rule" {\n    for_each = ${each}\n    content {\n      port = rule.value\n    }\n  }\n}\n`;
  const known = load({ "main.tf": dynamic("[22, 80]") }).terraform.blocks("main.tf")[0];
  expect([0, 1].map((i) => plain(get(known?.body, `rule.${i}.port`)))).toEqual([22, 80]);
  const open = get(load({ "main.tf": dynamic("var.ports") }).terraform.blocks("main.tf")[0]?.body, "rule");
  expect(open?.kind === "list" && open.complete).toBe(false);
  expect(get(load({ "main.tf": dynamic("[]") }).terraform.blocks("main.tf")[0]?.body, "rule.0.port")).toBeUndefined();
});

test("cycles end: of locals and of modules", () => {
  expect(plain(evaluated("local.a", { "l.tf": "locals {\n  a = local.b\n  b = local.a\n}\n" }))).toBe("unknown");
  const { terraform } = load({
    "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
    "b/main.tf": 'module "a" {\n  source = "../a"\n}\nresource "x" "y" {}\n',
  });
  expect(terraform.blocks("b/main.tf").length).toBeGreaterThan(0);
});

test("satellites: by reference, by name, and unknown when it cannot be told", () => {
  const bucket = 'resource "aws_s3_bucket" "b" {\n  bucket = "logs"\n}\n';
  const with_ = (link: string) => {
    const { terraform } = load({ "main.tf": `${bucket}resource "aws_s3_bucket_policy" "p" {\n  bucket = ${link}\n}\n` });
    const [target] = terraform.blocks("main.tf");
    if (!target) throw new Error("no bucket");
    const { found, complete } = terraform.project.satellites(target, "aws_s3_bucket_policy", "bucket");
    return [found.length, complete];
  };
  expect(with_("aws_s3_bucket.b.id")).toEqual([1, true]);
  expect(with_('"logs"')).toEqual([1, true]);
  expect(with_("aws_s3_bucket.other.id")).toEqual([0, true]);
  expect(with_("var.bucket")).toEqual([0, false]);
  // What is still being typed refers to nothing yet.
  for (const begun of [
    "",
    "aws_s3_",
    "aws_s3_bucket",
    "aws_s3_bucket.",
    "var.",
    "local.",
    "data.",
    "data.aws_s3_bucket",
    '"logs-${aws_s3_}"',
    '"${"',
  ])
    expect(with_(begun), begun).toEqual([0, true]);
  for (const whole of ["module.buckets.name", "data.aws_ssm_parameter.name.value", "each.value", 'local.names["a"]', '"logs-${var.stage}"'])
    expect(with_(whole), whole).toEqual([0, /^(?:data|module)\./.test(whole)]);
});

test("satellites: among many as among few", () => {
  const block = (type: string, name: string, body: string) => `resource "${type}" "${name}" {\n${body}\n}\n`;
  const answer = (others: number, link: string, more = "") => {
    const text = Array.from(
      { length: others },
      (_, i) =>
        block("aws_s3_bucket", `o${i}`, `  bucket = "o${i}"`) + block("aws_s3_bucket_policy", `o${i}`, `  bucket = aws_s3_bucket.o${i}.id`),
    ).join("");
    const target = block("aws_s3_bucket", "b", '  for_each = toset(["x"])\n  bucket = "logs"');
    const { terraform } = load({ "main.tf": `${text}${target}${block("aws_s3_bucket_policy", "p", `  bucket = ${link}`)}${more}` });
    const found = terraform.blocks("main.tf").find((it) => it.address === "aws_s3_bucket.b");
    if (!found) throw new Error("no bucket");
    const satellites = terraform.project.satellites(found, "aws_s3_bucket_policy", "bucket");
    return [satellites.found.map((it) => it.address), satellites.complete];
  };
  const two = block("aws_s3_bucket_policy", "q", '  bucket = "logs"');
  const provider = 'provider "aws" {}\n';
  for (const more of [
    "",
    two,
    provider,
    'module "far" {\n  source = "far/away"\n  bucket = aws_s3_bucket.b\n}\n',
    'variable "v" {}\noutput "b" {\n  value = aws_s3_bucket.b\n}\n',
  ])
    for (const link of [
      'aws_s3_bucket.b["x"].id',
      'aws_s3_bucket.b["y"].id',
      '"logs"',
      '"else"',
      "var.bucket",
      "[aws_s3_bucket.b]",
      "aws_s3_bucket.o1.id",
      "null",
    ])
      expect(answer(30, link, more), `${link} ${more}`).toEqual(answer(2, link, more));
  expect(answer(30, '"logs"', two)).toEqual([["aws_s3_bucket_policy.p", "aws_s3_bucket_policy.q"], true]);
  expect(answer(30, "var.bucket", two)).toEqual([["aws_s3_bucket_policy.q"], false]);
});

test("references keep their address, attribute and key", () => {
  expect(reference(evaluated('aws_subnet.all["a"].id', { "s.tf": 'resource "aws_subnet" "all" {\n  for_each = var.x\n}\n' }))).toEqual({
    scope: "",
    address: "aws_subnet.all",
    key: "a",
    attribute: ["id"],
  });
});
