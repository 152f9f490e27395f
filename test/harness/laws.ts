/** The laws that every rule and fix obeys on every block of every page, and on real code. */

import { isAlias, isScalar, parseAllDocuments, visit } from "yaml";
import type { Rule } from "../../rules/api.js";
import { createEngine, type Engine, type Finding, type ProvedFix } from "../../server/engine/index.js";
import { languageOf } from "../../server/sources.js";
import { parseHcl } from "../../server/syntax/hcl/parse.js";
import type { Attribute, Body, Expression } from "../../server/syntax/hcl/tree.js";
import { applyEdits, type Span } from "../../server/syntax/text.js";

export type Files = readonly { readonly name: string; readonly text: string }[];

function load(files: Files): Engine {
  const engine = createEngine();
  engine.configure({ preset: "strict" });
  engine.change(files.map((it) => [it.name, it.text] as const));
  return engine;
}

function allFindings(engine: Engine): readonly Finding[] {
  return engine.paths().flatMap((it) => engine.findings(it));
}

/** Law 7: no rule throws or reports outside its subject. */
export function faults(files: Files): readonly string[] {
  const engine = load(files);
  return engine.paths().flatMap((path) => {
    engine.findings(path);
    return engine.problems(path).flatMap((it) => (it.code === "internal" ? [it.message] : []));
  });
}

/** Law 5: the order of files does not matter. */
export function orderMatters(files: Files): readonly string[] {
  const there = allFindings(load(files)).map((it) => it.fingerprint);
  const back = allFindings(load([...files].reverse())).map((it) => it.fingerprint);
  return JSON.stringify(there) === JSON.stringify(back) ? [] : ["findings depend on the order of the files"];
}

/** Law 8: replacing any scalar by an unknown only shrinks the findings, rule by rule. */
export function unknownAddsFindings(files: Files): readonly string[] {
  const engine = load(files);
  const before = countByRule(allFindings(engine));
  const broken: string[] = [];
  for (const file of files) {
    for (const span of scalarsOf(file.name, file.text)) {
      const unknown = languageOf(file.name) === "terraform" ? "var.ztlint_unknown" : '"{{ unknown }}"';
      const text = file.text.slice(0, span.start) + unknown + file.text.slice(span.end);
      engine.change([[file.name, text]]);
      for (const [rule, count] of countByRule(allFindings(engine)))
        if (count > (before.get(rule) ?? 0))
          broken.push(`${rule} speaks when ${file.name} has an unknown for ${file.text.slice(span.start, span.end)}`);
      engine.change([[file.name, file.text]]);
    }
  }
  return broken;
}

/** Law 9, on one fix: applies, parses, own finding gone, none added, comments and untouched bytes kept, a second run changes nothing. */
export function fixFaults(engine: Engine, finding: Finding, fix: ProvedFix, level: Rule["fixes"]): readonly string[] {
  const name = `${finding.rule} “${fix.title}” in ${finding.file}`;
  const broken: string[] = [];
  if (level === "none" || (level === "safe" && fix.level === "review")) broken.push(`${name}: wider than the rule declares`);
  const paths = engine.paths();
  const before = paths.flatMap((it) => engine.findings(it));
  const problems = paths.reduce((sum, it) => sum + engine.problems(it).length, 0);
  const changes: [string, string][] = [];
  for (const { file, edits } of fix.edits) {
    const text = engine.text(file) ?? "";
    const after = applyEdits(text, edits);
    for (const comment of commentsOf(file, text)) if (!after.includes(comment)) broken.push(`${name}: loses the comment ${comment}`);
    if (text.includes("\r\n") && /[^\r]\n/.test(after) && !/[^\r]\n/.test(text)) broken.push(`${name}: mixes line ends`);
    changes.push([file, after]);
  }
  for (const { file, text } of fix.creates) {
    if (engine.text(file) !== undefined) broken.push(`${name}: creates ${file}, which exists`);
    changes.push([file, text]);
  }
  const back = changes.map(([file]) => [file, engine.text(file)] as const);
  engine.change(changes);
  const after = engine.paths().flatMap((it) => engine.findings(it));
  if (engine.paths().reduce((sum, it) => sum + engine.problems(it).length, 0) > problems) broken.push(`${name}: does not parse`);
  const counts = countBy(before, (it) => `${it.file} ${it.rule} ${it.resource}`);
  for (const [kind, count] of countBy(after, (it) => `${it.file} ${it.rule} ${it.resource}`))
    if (count > (counts.get(kind) ?? 0)) broken.push(`${name}: adds ${kind}`);
  const same = (it: Finding): boolean =>
    it.rule === finding.rule && it.resource === finding.resource && it.message === finding.message && it.file === finding.file;
  if (after.filter(same).length >= before.filter(same).length) broken.push(`${name}: its finding stays`);
  engine.change(back);
  return broken;
}

/** Law 9, as a whole: what fix-all gives, fix-all leaves alone. */
export function fixAllSwings(files: Files): readonly string[] {
  const engine = load(files);
  const fixed = engine.fixAll({ level: "safe" });
  engine.change(fixed);
  const again = engine.fixAll({ level: "safe" });
  return [...again.keys()].map((it) => `a second fix-all changes ${it}`);
}

/** Style of messages: no trailing dot, no “should”, no tool name. */
export function messageFaults(message: string): readonly string[] {
  const broken: string[] = [];
  if (/\.$/.test(message)) broken.push(`trailing dot: ${message}`);
  if (/\bshould\b/i.test(message)) broken.push(`“should”: ${message}`);
  if (/ztlint|checkov|trivy|tfsec|kics\b/i.test(message)) broken.push(`names a tool: ${message}`);
  if (message.trim() === "" || message.includes("\n") || /undefined|\[object/.test(message)) broken.push(`unreadable: ${message}`);
  return broken;
}

function countByRule(findings: readonly Finding[]): ReadonlyMap<string, number> {
  return countBy(findings, (it) => it.rule);
}

function countBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const it of items) counts.set(key(it), (counts.get(key(it)) ?? 0) + 1);
  return counts;
}

/** Comment texts of a file, markers included. */
export function commentsOf(file: string, text: string): readonly string[] {
  if (languageOf(file) === "terraform") return parseHcl(text).comments.map((it) => text.slice(it.start, it.end).trimEnd());
  if (languageOf(file) !== "yaml") return [];
  return text.split("\n").flatMap((line) => {
    const match = /^(?:[^"'#]*\s)?(#.*?)\s*$/.exec(line);
    return match?.[1] ? [match[1]] : [];
  });
}

/** Spans of every scalar value: quoted strings, heredocs and literals in Terraform; scalar values in YAML. */
export function scalarsOf(file: string, text: string): readonly Span[] {
  if (languageOf(file) === "terraform") return bodyScalars(parseHcl(text).body);
  if (languageOf(file) !== "yaml") return [];
  const spans: Span[] = [];
  for (const document of parseAllDocuments(text)) {
    if (!("contents" in document)) continue;
    visit(document, {
      Scalar: (key, node) => {
        if (
          key !== "key" &&
          node.range &&
          node.range[1] > node.range[0] &&
          node.anchor === undefined &&
          node.type !== "BLOCK_LITERAL" &&
          node.type !== "BLOCK_FOLDED"
        )
          spans.push({ start: node.range[0], end: node.range[1] });
      },
      Alias: (_, node) => (isAlias(node) && isScalar(node) ? visit.SKIP : undefined),
    });
  }
  return spans;
}

function bodyScalars(body: Body): readonly Span[] {
  return body.items.flatMap((it) => (it.kind === "block" ? bodyScalars(it.body) : expressionScalars((it as Attribute).value)));
}

function expressionScalars(it: Expression): readonly Span[] {
  switch (it.kind) {
    case "literal":
    case "template":
      return [it];
    case "tuple":
      return it.items.flatMap(expressionScalars);
    case "object":
      return it.items.flatMap((item) => expressionScalars(item.value));
    case "call":
      return it.arguments.flatMap(expressionScalars);
    case "conditional":
      return [it.then, it.else].flatMap(expressionScalars);
    case "parentheses":
      return expressionScalars(it.inner);
    default:
      return [];
  }
}
