/**
 * Counts the places where people muted another scanner in real code, and what we say there: nothing, only what the rules' refs claim and so is
 * muted, or something of another rule. Lists the places of the last kind, to be defended or mended. Nothing can fall.
 */
import { createEngine, type Finding } from "../../server/engine/index.js";
import { languageOf } from "../../server/sources.js";
import { parseHcl } from "../../server/syntax/hcl/parse.js";
import type { Span } from "../../server/syntax/text.js";
import { repositories } from "./folders.js";

/** How each tool is muted: in comments, and in annotations. The group is the check, absent where all are meant. */
const spellings: readonly (readonly [tool: string, pattern: RegExp])[] = [
  ["checkov", /(?:checkov|bridgecrew):skip=[ \t]*([\w-]+)/g],
  ["checkov", /checkov\.io\/skip\d*["']?[ \t]*[:=][ \t]*["']?([\w-]+)/g],
  ["tfsec", /tfsec:ignore:([\w*-]+)/g],
  ["trivy", /trivy:ignore:([\w*-]+)/g],
  ["kics", /kics-scan (?:ignore|disable=)\S*/g],
  ["kube-linter", /ignore-check\.kube-linter\.io\/([\w-]+)/g],
  ["kube-linter", /kube-linter\.io\/ignore-all/g],
  ["kube-score", /kube-score\/ignore["']?[ \t]*[:=][ \t]*["']?([\w-]+)/g],
  ["polaris", /polaris\.fairwinds\.com\/(?:([\w-]+)-)?exempt/g],
  ["terrascan", /#ts:skip=([\w.-]+)/g],
  ["terrascan", /runterrascan\.io\/skip/g],
  ["snyk", /# ?snyk:ignore ?([\w-]*)/g],
];

const start = performance.now();
const counts = { places: 0, files: 0, silent: 0, muted: 0, other: 0 };
const tools = new Map<string, number>();

for await (const { name, files } of repositories(process.argv[2] ?? ".")) {
  const muting = files
    .flatMap(([path, text]) => (languageOf(path) === "other" ? [] : [{ path, text, places: placesIn(text) }]))
    .filter((it) => it.places.length > 0);
  if (muting.length === 0) continue;
  const engine = createEngine();
  engine.change(files);
  for (const { path, text, places } of muting) {
    counts.files++;
    const blocks = blocksOf(path, text);
    for (const place of places) report(name, path, text, place, blockAt(blocks, place.at), engine.findings(path));
  }
}
const each = [...tools].sort((a, b) => b[1] - a[1]).map(([tool, count]) => `${tool} ${count}`);
console.log(
  `${counts.places} places in ${counts.files} files (${each.join(", ") || "no tool"}): silent on ${counts.silent}, speaks on ${counts.muted + counts.other}, of which ${counts.muted} muted by refs alone and ${counts.other} where another rule speaks, ${((performance.now() - start) / 1000).toFixed(0)} s`,
);

interface Muting {
  readonly tool: string;
  readonly check: string;
  readonly at: number;
}

function placesIn(text: string): readonly Muting[] {
  return spellings.flatMap(([tool, pattern]) => [...text.matchAll(pattern)].map((it) => ({ tool, check: it[1] ?? "*", at: it.index })));
}

/** Top-level blocks of Terraform, documents of YAML. */
function blocksOf(path: string, text: string): readonly Span[] {
  if (languageOf(path) === "terraform" && !path.endsWith(".json")) return parseHcl(text).body.items;
  const starts = [0, ...[...text.matchAll(/^---/gm)].map((it) => it.index)];
  return starts.map((from, i) => ({ start: from, end: starts[i + 1] ?? text.length }));
}

/** The block that a comment stands in, else the next one below. */
function blockAt(blocks: readonly Span[], at: number): Span | undefined {
  return blocks.find((it) => it.start <= at && at < it.end) ?? blocks.find((it) => it.start > at);
}

function report(name: string, path: string, text: string, place: Muting, block: Span | undefined, findings: readonly Finding[]): void {
  counts.places++;
  tools.set(place.tool, (tools.get(place.tool) ?? 0) + 1);
  const here = findings.filter((it) => block !== undefined && block.start <= it.start && it.start < block.end);
  const loud = here.filter((it) => it.suppressed === false);
  if (here.length === 0) counts.silent++;
  else if (loud.length === 0) counts.muted++;
  else counts.other++;
  const line = text.slice(0, place.at).split("\n").length;
  const said = loud.map((it) => it.rule);
  const muted = here.filter((it) => it.suppressed !== false).map((it) => `${it.rule} (muted)`);
  console.log(`${name}/${path}:${line} ${place.tool} ${place.check}: ${[...new Set([...muted, ...said])].join(", ") || "silent"}`);
}
