/** Times the budgets: keystrokes in a large workspace, cold scans and memory, start-up. Prints a table. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { createEngine, type Engine } from "../../server/engine/index.js";
import { parseHcl } from "../../server/syntax/hcl/parse.js";

type Texts = readonly (readonly [path: string, text: string])[];

const resource = (i: number): string => `resource "aws_iam_policy" "p${i}" {
  name = "p${i}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "sqs:*"]
      Resource = "arn:aws:s3:::b${i}/*"
    }]
  })
}
`;
const object = (i: number, namespace: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web${i}
  namespace: ${namespace}
spec:
  selector:
    matchLabels: {app: web${i}}
  template:
    metadata:
      labels: {app: web${i}}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.${i}
          env:
            - name: PORT
              value: "8080"
`;
const terraformFile = (lines: number): string => Array.from({ length: Math.ceil(lines / 11) }, (_, i) => resource(i)).join("");
const yamlFile = (lines: number, namespace = "shop"): string =>
  Array.from({ length: Math.ceil(lines / 18) }, (_, i) => object(i, namespace)).join("---\n");

/** A workspace half of Terraform folders, half of YAML files. */
function workspace(files: number): Texts {
  return Array.from({ length: files }, (_, i) =>
    i % 2 === 0 ? ([`tf${i}/main.tf`, terraformFile(44)] as const) : ([`k8s/app${i}.yaml`, yamlFile(36, `ns${i}`)] as const),
  );
}

function scanAll(engine: Engine): void {
  for (const path of engine.paths()) engine.findings(path);
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Types into the middle of a file and asks for its findings, as a client does at each keystroke. */
function keystrokes(path: string, text: string, word: string, around: Texts): string {
  const engine = createEngine();
  engine.change([...around, [path, text]]);
  scanAll(engine);
  const at = text.indexOf(word, Math.floor(text.length / 2)) + word.length;
  const samples = Array.from({ length: 120 }, (_, i) => {
    const typed = text.slice(0, at) + "x".repeat(1 + (i % 8)) + text.slice(at);
    return time(() => {
      engine.change([[path, typed]]);
      engine.findings(path);
      engine.problems(path);
    });
  })
    .slice(20)
    .sort((a, b) => a - b);
  const percentile = (p: number): string => (samples[Math.floor((samples.length - 1) * p)] ?? 0).toFixed(1);
  return `p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, p99 ${percentile(0.99)} ms`;
}

const rows: (readonly [string, string, string])[] = [];
rows.push([
  "keystroke, 1,000-line .tf, 2,000-file workspace",
  keystrokes("main.tf", terraformFile(1000), "Allow", workspace(2000)),
  "p95 10 ms",
]);
rows.push([
  "keystroke, 1,000-line .tf, 20-file workspace",
  keystrokes("main.tf", terraformFile(1000), "Allow", workspace(20)),
  "as above: flat",
]);
rows.push(["keystroke, 5,000-line multi-document YAML", keystrokes("all.yaml", yamlFile(5000), "name: web", workspace(2000)), "p95 25 ms"]);
for (const [files, budget] of [
  [100, ""],
  [1000, "2 s, 1.5 times parsing"],
  [10_000, "15 s, 400 MB"],
] as const) {
  const texts = workspace(files);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const engine = createEngine();
  const all = time(() => {
    engine.change(texts);
    scanAll(engine);
  });
  globalThis.gc?.();
  const memory = (process.memoryUsage().heapUsed - before) / 1e6;
  const parsing = time(() => {
    for (const [path, text] of texts) {
      if (path.endsWith(".tf")) parseHcl(text);
      else for (const it of text.split(/^---$/m)) parseDocument(it);
    }
  });
  rows.push([
    `cold scan, ${files} files`,
    `${(all / 1000).toFixed(2)} s, ${(all / parsing).toFixed(2)} times parsing alone, ${memory.toFixed(0)} MB`,
    budget,
  ]);
}
const folder = mkdtempSync(join(tmpdir(), "ztlint-bench-"));
writeFileSync(join(folder, "main.tf"), resource(0));
const cold = Array.from({ length: 7 }, () =>
  time(() => spawnSync(process.execPath, ["dist/cli.js", "scan", join(folder, "main.tf")])),
).sort((a, b) => a - b);
rows.push(["command line, one small file, cold process", `median ${(cold[3] ?? 0).toFixed(0)} ms`, "250 ms"]);
for (const file of ["extension.cjs", "server.js", "cli.js"])
  rows.push([`dist/${file}`, `${(statSync(join("dist", file)).size / 1000).toFixed(0)} kB`, ""]);

const width = (i: 0 | 1): number => Math.max(...rows.map((it) => it[i].length));
for (const [what, figure, budget] of rows) console.log(`${what.padEnd(width(0))}  ${figure.padEnd(width(1))}  ${budget}`);
process.exit(0);
