/** Cuts, spoils and edits real files at random: nothing throws or hangs, a broken block hides no neighbour, and an edited state is a fresh one. */
import { createEngine, type Engine, type Finding } from "../../server/engine/index.js";
import { parseHcl } from "../../server/syntax/hcl/parse.js";
import { splitBlocks } from "../../server/syntax/hcl/split.js";
import { type Repository, repositories } from "./folders.js";
import { mutate, randomFrom } from "./mutations.js";

const [folder = ".", ...options] = process.argv.slice(2);
const option = (name: string, fallback: number): number => {
  const at = options.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(options[at + 1]);
};
const seed = option("seed", Date.now() % 1_000_000);
/** Mutations of each file, and edits before a state is held against a fresh one. */
const each = option("each", 6);
const random = randomFrom(seed);
const start = performance.now();
const counts = { files: 0, texts: 0, neighbours: 0, skipped: 0, states: 0, slowest: 0, fallen: 0 };
/** A keystroke in a file of 100 kB may take this much of a slow processor; anything that hangs takes far more. Waiting for others does not count. */
const slow = (text: string): number => 1000 + text.length / 25;

for await (const repository of repositories(folder)) run(repository);
console.log(
  `seed ${seed}: ${counts.files} files, ${counts.texts} spoiled texts, ${counts.neighbours} neighbours' findings compared and ${counts.skipped} not, ${counts.states} states held against fresh ones, slowest text ${counts.slowest.toFixed(0)} ms, ${counts.fallen} fallen, ${((performance.now() - start) / 1000).toFixed(0)} s`,
);
process.exit(counts.fallen === 0 ? 0 : 1);

function run({ name, files }: Repository): void {
  const engine = createEngine();
  engine.change(files);
  const texts = new Map(files);
  for (const path of engine.paths()) engine.findings(path);
  for (const [path, text] of files) {
    if (!/\.(?:tf|tfvars|ya?ml|rego|cedar)$/.test(path) || text.length > 200_000) continue;
    counts.files++;
    for (let i = 0; i < each; i++) {
      const spoiled = mutate(text, random);
      judge(`${name}/${path}`, engine, path, spoiled);
    }
    judge(`${name}/${path}`, engine, path, text.slice(0, Math.floor(random() * text.length)));
    if (path.endsWith(".tf")) hidesNoNeighbour(name, engine, path, text);
    engine.change([[path, text]]);
  }
  // What is left in the engine went through all of these edits: it must be as if nothing had happened, and so must a spoiled state.
  holds(name, engine, texts);
  for (let i = 0; i < 5 && files.length > 0; i++) {
    const [path, text] = files[Math.floor(random() * files.length)] ?? ["", ""];
    const next = random() < 0.2 ? undefined : mutate(text, random);
    engine.change([[path, next]]);
    if (next === undefined) texts.delete(path);
    else texts.set(path, next);
  }
  holds(name, engine, texts);
}

function judge(what: string, engine: Engine, path: string, text: string): void {
  counts.texts++;
  const before = process.cpuUsage();
  try {
    engine.change([[path, text]]);
    for (const it of engine.findings(path))
      if (!(it.start >= 0 && it.start <= it.end && it.end <= text.length))
        fall(`${what}: ${it.rule} at ${it.start}-${it.end} of ${text.length}`);
    for (const it of engine.problems(path)) if (it.code === "internal") fall(`${what}: ${it.message}`);
  } catch (error) {
    fall(`${what}: ${error instanceof Error ? error.stack : String(error)}`, text);
  }
  const { user, system } = process.cpuUsage(before);
  const time = (user + system) / 1000;
  counts.slowest = Math.max(counts.slowest, time);
  if (time > slow(text)) fall(`${what}: ${time.toFixed(0)} ms for ${text.length} characters`, text);
}

/**
 * What stands in whole blocks and does not need the broken one is found all the same: with it whole, with it gone, with whatever its settings may
 * come to say, and so with it broken. What it refers to is no such setting: a reference that is half typed refers to nothing yet.
 */
function hidesNoNeighbour(name: string, engine: Engine, path: string, text: string): void {
  const parts = splitBlocks(text);
  const index = Math.floor(random() * parts.length);
  const part = parts[index];
  if (part === undefined || parts.length < 2) return;
  const cut = Math.floor(random() * part.text.length);
  const broken = part.text.slice(0, cut);
  if (parseHcl(broken).problems.length === 0) return;
  // A heredoc that is not closed ends where a neighbour's ends, and the neighbour is text.
  const behind = text.slice(part.start + part.text.length);
  if (
    [...broken.matchAll(/<<-?(\w+)\r?\n/g)].some(({ 1: marker = "", index }) => {
      const closes = new RegExp(`^\\s*${marker}\\s*$`, "m");
      return !closes.test(broken.slice(index)) && closes.test(behind);
    })
  ) {
    counts.skipped++;
    return;
  }
  const around = (middle: string): readonly string[] => {
    const whole = text.slice(0, part.start) + middle + text.slice(part.start + part.text.length);
    engine.change([[path, whole]]);
    const outside = (it: Finding): boolean => it.end <= part.start || it.start >= part.start + middle.length;
    return engine
      .findings(path)
      .filter(outside)
      .map((it) => `${it.rule} ${it.resource} ${it.message}`);
  };
  const whole = around(part.text);
  const gone = new Set(around("\n"));
  const reference = /^=\s*[a-z]+_\w+\.[\w.]+\s*$/;
  const line = broken.slice(broken.lastIndexOf("\n") + 1) + (/^[^\n]*/.exec(part.text.slice(cut))?.[0] ?? "");
  const isLink = reference.test(line.slice(Math.max(0, line.indexOf("="))));
  const settings = part.text.replace(/=(?![=>])[^\n{[(<]*$/gm, (it) => (reference.test(it) ? it : "= var.not_written_yet"));
  const unknown = new Set(around(settings));
  const now = new Set(around(`${broken}\n`));
  if (engine.problems(path).length === 0) return;
  for (const it of whole.filter((one) => gone.has(one))) {
    if (!isLink && !unknown.has(it)) {
      counts.skipped++;
      continue;
    }
    counts.neighbours++;
    if (!now.has(it)) fall(`${name}/${path}: hidden by a broken neighbour: ${it}`, broken);
  }
}

function holds(name: string, engine: Engine, texts: ReadonlyMap<string, string>): void {
  counts.states++;
  const fresh = createEngine();
  fresh.change(texts);
  for (const path of fresh.paths()) {
    const wanted = JSON.stringify(fresh.findings(path));
    if (JSON.stringify(engine.findings(path)) !== wanted) fall(`${name}/${path}: after edits other findings than fresh`);
  }
}

function fall(what: string, text?: string): void {
  counts.fallen++;
  console.log(what + (text === undefined ? "" : `\n    text: ${JSON.stringify(text.slice(-300))}`));
}
