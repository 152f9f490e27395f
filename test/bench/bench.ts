/** Times the budgets: keystrokes in workspaces of several sizes, cold scans with memory, start-up, bundles; with --peers others on the same files. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { parseDocument } from "yaml";
import { createEngine, type Engine } from "../../server/engine/index.js";
import { readPaths } from "../../server/files.js";
import { parseHcl } from "../../server/syntax/hcl/parse.js";
import { comparePeers } from "./peers.js";
import { type Texts, terraformFile, typedTerraform, typedYaml, workspace, yamlFile } from "./workspace.js";

/** What starts cold runs in a process of its own, with an empty heap and nothing compiled. */
const [mode, what = ""] = process.argv.slice(2);
if (mode === "hold") {
  console.log(JSON.stringify(holdAll(workspace(Number(what)))));
  process.exit(0);
}
if (mode === "parse") {
  await parseAll(what);
  process.exit(0);
}

const rows: (readonly [what: string, figure: string, budget: string])[] = [];
const short = terraformFile(1000);
const long = yamlFile(5000);
for (const [files, budget] of [
  [2000, "p95 10 ms"],
  [20, "the same: flat"],
  [10_000, "the same: flat"],
] as const)
  rows.push([
    `keystroke, 1,000-line .tf, ${files.toLocaleString("en")}-file workspace`,
    session("main.tf", short, typedTerraform, workspace(files)),
    budget,
  ]);
rows.push(["keystroke, 5,000-line multi-document YAML, 2,000 files", session("all.yaml", long, typedYaml, workspace(2000)), "p95 25 ms"]);
for (const [files, budget] of [
  [100, ""],
  [1000, "2 s, 1.5 times parsing"],
  [10_000, "15 s, 400 MB"],
] as const) {
  const folder = mkdtempSync(join(tmpdir(), "ztlint-bench-"));
  for (const [path, text] of workspace(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const times = files > 1000 ? 1 : 3;
  const scan = median(times, () => spawnSync(process.execPath, ["dist/cli.js", "scan", folder, "--fail-on", "never"], { stdio: "ignore" }));
  const parsing = median(times, () => spawnSync(process.execPath, [process.argv[1] ?? "", "parse", folder], { stdio: "ignore" }));
  rmSync(folder, { recursive: true, force: true });
  const { stdout } = spawnSync(process.execPath, ["--expose-gc", process.argv[1] ?? "", "hold", String(files)], { encoding: "utf8" });
  const { heap, peak } = JSON.parse(stdout);
  rows.push([
    `cold scan, ${files.toLocaleString("en")} files`,
    `${(scan / 1000).toFixed(2)} s, ${(scan / parsing).toFixed(2)} times parsing alone, ${heap.toFixed(0)} MB held, ${peak.toFixed(0)} MB at most`,
    budget,
  ]);
}
const folder = mkdtempSync(join(tmpdir(), "ztlint-bench-"));
writeFileSync(join(folder, "main.tf"), terraformFile(11));
rows.push([
  "command line, one small file, cold process",
  `median ${median(9, () => spawnSync(process.execPath, ["dist/cli.js", "scan", join(folder, "main.tf")])).toFixed(0)} ms`,
  "250 ms",
]);
rows.push(["language server, start to first diagnostics", `${(await firstDiagnostics(folder)).toFixed(0)} ms`, "400 ms"]);
const shipped = readdirSync("dist").map((it) => [it, statSync(join("dist", it)).size] as const);
for (const [name, bytes] of shipped.sort((a, b) => b[1] - a[1]).slice(0, 6))
  rows.push([`dist/${name}`, `${(bytes / 1000).toFixed(0)} kB`, ""]);
const vsix = join(folder, "ztlint.vsix");
spawnSync("npx", ["vsce", "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "-o", vsix]);
rows.push(["VSIX", `${(statSync(vsix).size / 1e6).toFixed(2)} MB`, "4 MB"]);
rmSync(folder, { recursive: true, force: true });

const width = (i: 0 | 1): number => Math.max(...rows.map((it) => it[i].length));
for (const [what, figure, budget] of rows) console.log(`${what.padEnd(width(0))}  ${figure.padEnd(width(1))}  ${budget}`);
const peers = process.argv.indexOf("--peers");
const won = peers < 0 || (await comparePeers(process.argv[peers + 1] ?? "examples"));
process.exit(won ? 0 : 1);

function scanAll(engine: Engine): void {
  for (const path of engine.paths()) engine.findings(path);
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(times: number, run: () => void): number {
  const samples = Array.from({ length: times }, () => time(run)).sort((a, b) => a - b);
  return samples[Math.floor(times / 2)] ?? 0;
}

/** Types a text into the middle of a file, takes it back, and asks for findings at each stroke, as a client does. */
function session(path: string, text: string, typed: string, around: Texts): string {
  const engine = createEngine();
  engine.change([...around, [path, text]]);
  scanAll(engine);
  const middle = text.indexOf("\n", Math.floor(text.length / 2)) + 1;
  const samples: number[] = [];
  const stroke = (length: number): void => {
    const now = text.slice(0, middle) + typed.slice(0, length) + text.slice(middle);
    samples.push(
      time(() => {
        engine.change([[path, now]]);
        engine.findings(path);
        engine.problems(path);
      }),
    );
  };
  for (let i = 1; i <= typed.length; i++) stroke(i);
  for (let i = typed.length - 1; i >= 0; i--) stroke(i);
  samples.splice(0, 20);
  samples.sort((a, b) => a - b);
  const percentile = (p: number): string => (samples[Math.floor((samples.length - 1) * p)] ?? 0).toFixed(1);
  return `p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, p99 ${percentile(0.99)} ms`;
}

/** What an engine holds of a workspace when all of it was judged, and the most that the process took. */
function holdAll(texts: Texts): { readonly heap: number; readonly peak: number } {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const engine = createEngine();
  engine.change(texts);
  scanAll(engine);
  const peak = process.resourceUsage().maxRSS / 1024;
  globalThis.gc?.();
  return { heap: (process.memoryUsage().heapUsed - before) / 1e6, peak };
}

/** Reads the files as a scan does, and only parses them: Terraform with our parser, YAML with the package that composes it. */
async function parseAll(folder: string): Promise<void> {
  for (const [path, text] of (await readPaths([folder])).texts) {
    if (path.endsWith(".tf")) parseHcl(text);
    else for (const it of text.split(/^---$/m)) parseDocument(it);
  }
}

/** As an editor starts it: the process, initialize, one open document. */
async function firstDiagnostics(root: string): Promise<number> {
  const start = performance.now();
  const server = spawn(process.execPath, ["dist/cli.js", "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  if (!server.stdout || !server.stdin) throw new Error("no pipes");
  const client = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  client.listen();
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(root).toString(), name: "w" }],
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await client.sendNotification("initialized", {});
  await client.sendRequest("textDocument/diagnostic", { textDocument: { uri: pathToFileURL(join(root, "main.tf")).toString() } });
  const elapsed = performance.now() - start;
  await client.sendRequest("shutdown");
  await client.sendNotification("exit");
  client.dispose();
  return elapsed;
}
