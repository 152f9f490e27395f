/** Every test: types, lint, unit tests with pages and laws and protocol, then the suites in the real editor. Ends with the sums. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;

function step(name, command, args) {
  if (only.length > 0 && !only.includes(name)) return false;
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  return status === 0;
}

function check(name, command, args) {
  if (only.length > 0 && !only.includes(name)) return;
  if (step(name, command, args)) passed++;
  else failed++;
}

check("build", process.execPath, ["esbuild.mjs"]);
check("types", "npx", ["tsc", "--noEmit"]);
check("lint", "npx", ["biome", "check", "."]);

if (only.length === 0 || only.includes("unit")) {
  const report = join(mkdtempSync(join(tmpdir(), "ztlint-")), "vitest.json");
  step("unit", "npx", ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile=${report}`]);
  const result = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { numPassedTests: 0, numFailedTests: 1 };
  passed += result.numPassedTests;
  failed += result.numFailedTests + (result.numFailedTestSuites > 0 && result.numFailedTests === 0 ? 1 : 0);
  if (result.numPassedTests === 0) failed++;
}

if (only.length === 0 || only.includes("editor")) {
  console.log("\n== editor");
  const { status, stdout } = spawnSync(process.execPath, ["test/vscode/run.mjs"], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  process.stdout.write(stdout);
  const sums = /(\d+) passed, (\d+) failed\s*$/.exec(stdout);
  passed += Number(sums?.[1] ?? 0);
  failed += Number(sums?.[2] ?? 0);
  // A suite that ran nothing has not passed, whatever it says.
  if (status !== 0 && Number(sums?.[2] ?? 0) === 0) failed++;
  if (Number(sums?.[1] ?? 0) === 0 && status === 0) failed++;
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
