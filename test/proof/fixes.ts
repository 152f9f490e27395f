/** Tries every fix that is offered on real code against the laws, one by one and as fix-all, and its layout against Terraform's own. */
import rules from "../../rules/index.js";
import { createEngine, type Engine } from "../../server/engine/index.js";
import { fixFaults, layoutFault, snapshot, worsened } from "../harness/laws.js";
import { repositories } from "./folders.js";

const start = performance.now();
const levels = new Map(rules.map((it) => [it.id, it.fixes]));
const counts = { files: 0, findings: 0, fixable: 0, fixes: 0, refused: 0, formatted: 0, swept: 0, fallen: 0 };

for await (const { name, files } of repositories(process.argv[2] ?? ".")) {
  const engine = createEngine();
  engine.change(files);
  counts.files += files.length;
  for (const path of engine.paths())
    for (const problem of engine.problems(path)) if (problem.code === "internal") fall(`${name}: ${problem.message}`);
  const begun = performance.now();
  const { fixes } = counts;
  await oneByOne(name, engine);
  await together(name, engine);
  console.log(`${name}: ${files.length} files, ${counts.fixes - fixes} fixes, ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
console.log(
  `${counts.files} files, ${counts.findings} findings, ${counts.fixes} fixes applied for ${counts.fixable} fixable findings (${counts.refused} not offered), ${counts.formatted} texts held against terraform fmt, ${counts.swept} files changed by fix-all, ${counts.fallen} fallen, ${((performance.now() - start) / 1000).toFixed(0)} s`,
);
process.exit(counts.fallen === 0 ? 0 : 1);

async function oneByOne(name: string, engine: Engine): Promise<void> {
  const before = snapshot(engine);
  for (const path of engine.paths())
    for (const finding of engine.findings(path)) {
      counts.findings++;
      if (!finding.fixable || finding.suppressed !== false) continue;
      counts.fixable++;
      const fixes = engine.fixes(finding);
      if (fixes.length === 0) counts.refused++;
      for (const fix of fixes) {
        counts.fixes++;
        const made: [string, string, string][] = [];
        const faults = fixFaults(engine, finding, fix, levels.get(finding.rule) ?? "review", before, (...it) => made.push(it));
        for (const fault of faults) fall(`${name}: ${fault}`);
        for (const [file, old, text] of made) await checkLayout(`${name}: ${finding.rule} “${fix.title}”`, file, old, text);
      }
    }
}

/** Everything at once adds nothing, parses, and has nothing left to do. */
async function together(name: string, engine: Engine): Promise<void> {
  const before = snapshot(engine);
  const changed = engine.fixAll({ level: "safe" });
  const old = new Map([...changed.keys()].map((it) => [it, engine.text(it) ?? ""]));
  engine.change(changed);
  counts.swept += changed.size;
  for (const fault of worsened(before, engine)) fall(`${name}: fix-all ${fault}`);
  for (const [file, text] of changed) await checkLayout(`${name}: fix-all`, file, old.get(file) ?? "", text);
  for (const path of engine.fixAll({ level: "safe" }).keys()) fall(`${name}: a second fix-all changes ${path}`);
}

async function checkLayout(what: string, file: string, before: string, after: string): Promise<void> {
  counts.formatted++;
  const fault = await layoutFault(file, before, after);
  if (fault) fall(`${what} in ${file}: ${fault}`);
}

function fall(what: string): void {
  counts.fallen++;
  console.log(what);
}
