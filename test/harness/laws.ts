/** The laws that every rule and fix obeys on every block of every page, and on real code. */

import { format } from "@cdktf/hcl-tools";
import { isAlias, isScalar, parseAllDocuments, visit } from "yaml";
import type { Rule } from "../../rules/api.js";
import rules from "../../rules/index.js";
import { createEngine, type Engine, type Finding, type ProvedFix } from "../../server/engine/index.js";
import { sameItems } from "../../server/incremental.js";
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
  const there = allFindings(load(files)).map((it) => `${it.file}|${it.key}`);
  const back = allFindings(load([...files].reverse())).map((it) => `${it.file}|${it.key}`);
  return JSON.stringify(there) === JSON.stringify(back) ? [] : ["findings depend on the order of the files"];
}

/** A rule has nothing to say on subjects without a word that it needs: asked about all of them, it says the same. */
export function needsHide(files: Files): readonly string[] {
  const engine = createEngine({ rules: rules.map(({ needs, ...it }) => it) });
  engine.configure({ preset: "strict" });
  engine.change(files.map((it) => [it.name, it.text] as const));
  const known = new Set(allFindings(load(files)).map((it) => `${it.file}|${it.key}`));
  return allFindings(engine).flatMap((it) =>
    known.has(`${it.file}|${it.key}`) ? [] : [`${it.rule} needs none of its words: ${it.message}`],
  );
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

/** Law 8, for what is missing: an entry that nobody can read may hold anything, so that nothing is certainly absent. Counts per rule may not grow. */
export function gapsAddFindings(files: Files): readonly string[] {
  const engine = load(files);
  const before = countByRule(allFindings(engine));
  const broken: string[] = [];
  for (const file of files.filter((it) => languageOf(it.name) === "yaml")) {
    const text = file.text.replace(/^kind:.*$/gm, "$&\nztlint-gap: {{ .gap }}");
    if (text === file.text) continue;
    engine.change([[file.name, text]]);
    for (const [rule, count] of countByRule(allFindings(engine)))
      if (count > (before.get(rule) ?? 0)) broken.push(`${rule} speaks when ${file.name} has entries that nobody can read`);
    engine.change([[file.name, file.text]]);
  }
  return broken;
}

/** What an engine says of each file, to be compared with what it says after a change. */
export type Snapshot = ReadonlyMap<string, { readonly findings: readonly Finding[]; readonly problems: number }>;

export function snapshot(engine: Engine): Snapshot {
  return new Map(engine.paths().map((it) => [it, { findings: engine.findings(it), problems: engine.problems(it).length }]));
}

/** What changed between two states, as counts of file, rule and resource that went up, and files that parse worse. */
export function worsened(before: Snapshot, engine: Engine): readonly string[] {
  const broken: string[] = [];
  for (const path of engine.paths()) {
    const then = before.get(path);
    const now = engine.findings(path);
    if (engine.problems(path).length > (then?.problems ?? 0)) broken.push(`${path} does not parse`);
    if (then !== undefined && sameItems(then.findings, now)) continue;
    const counts = countBy(then?.findings ?? [], (it) => `${it.rule} ${it.resource}`);
    for (const [kind, count] of countBy(now, (it) => `${it.rule} ${it.resource}`))
      if (count > (counts.get(kind) ?? 0)) broken.push(`adds ${path} ${kind}`);
  }
  return broken;
}

/**
 * Law 9, on one fix: applies, parses, own finding gone, none added, comments and untouched bytes kept. `before` is the engine's present state.
 * `applied` hears of each text that the fix makes.
 */
export function fixFaults(
  engine: Engine,
  finding: Finding,
  fix: ProvedFix,
  level: Rule["fixes"],
  before: Snapshot = snapshot(engine),
  applied: (file: string, before: string, after: string) => void = () => {},
): readonly string[] {
  const name = `${finding.rule} “${fix.title}” in ${finding.file}`;
  const broken: string[] = [];
  if (level === "none" || (level === "safe" && fix.level === "review")) broken.push(`${name}: wider than the rule declares`);
  const changes: [string, string][] = [];
  for (const { file, edits } of fix.edits) {
    const text = engine.text(file) ?? "";
    const after = applyEdits(text, edits);
    for (const comment of commentsOf(file, text)) if (!after.includes(comment)) broken.push(`${name}: loses the comment ${comment}`);
    if (text.includes("\r\n") && /[^\r]\n/.test(after) && !/[^\r]\n/.test(text)) broken.push(`${name}: mixes line ends`);
    changes.push([file, after]);
    applied(file, text, after);
  }
  for (const { file, text } of fix.creates) {
    if (engine.text(file) !== undefined) broken.push(`${name}: creates ${file}, which exists`);
    changes.push([file, text]);
    applied(file, "", text);
  }
  const back = changes.map(([file]) => [file, engine.text(file)] as const);
  const same = (it: Finding): boolean => it.rule === finding.rule && it.resource === finding.resource && it.message === finding.message;
  const count = engine.findings(finding.file).filter(same).length;
  engine.change(changes);
  broken.push(...worsened(before, engine).map((it) => `${name}: ${it}`));
  if (engine.findings(finding.file).filter(same).length >= count) broken.push(`${name}: its finding stays`);
  engine.change(back);
  return broken;
}

/** Law 9 for Terraform: a text that terraform fmt leaves alone is one after the fix, too. */
export async function layoutFault(file: string, before: string, after: string): Promise<string | undefined> {
  if (!/\.(?:tf|tfvars)$/.test(file) || before.includes("\r") || (await format(before)) !== before) return undefined;
  const wanted = (await format(after)).split("\n");
  const at = after.split("\n").findIndex((line, i) => line !== wanted[i]);
  return at < 0 ? undefined : `terraform fmt would change line ${at + 1}: ${after.split("\n")[at]?.trim()}`;
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
          // What stands between the braces of a template is no scalar of the document.
          !/\{\{(?:(?!\}\}).)*$/s.test(text.slice(0, node.range[0])) &&
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
