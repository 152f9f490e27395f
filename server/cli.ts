/** The command line: arguments to files to engine to report to exit code. */
import { readFileSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { FixLevel, Severity } from "../rules/api.js";
import rules from "../rules/index.js";
import { fromHere, openWorkspace, scan } from "./cli/scan.js";
import { pageOf } from "./pages.js";
import { unifiedDiff } from "./report/diff.js";
import { jsonReport } from "./report/json.js";
import { textReport } from "./report/text.js";

declare const __VERSION__: string;
const version = typeof __VERSION__ === "string" ? __VERSION__ : "0.0.0";

const usage = `ztlint ${version}: zero-trust lint for Terraform and Kubernetes

  ztlint scan [paths]      find implicit trust            [--format text|json] [--output FILE] [--fail-on error|warning|info|never]
                                                          [--isolated] [--files-from FILE|-] [--config FILE] [--preset recommended|strict]
  ztlint fix [paths]       apply proved fixes             [--level safe|review] [--dry-run] [--config FILE]
  ztlint explain RULE      why a rule matters, with examples
  ztlint rules             every rule                     [--format text|json]
  ztlint lsp --stdio       the language server

Exit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or an input that could not be read.
`;

class UsageError extends Error {}

const today = new Date().toISOString().slice(0, 10);

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case "scan":
      return scanCommand(rest);
    case "fix":
      return fixCommand(rest);
    case "explain":
      return explainCommand(rest);
    case "rules":
      return rulesCommand(rest);
    case "lsp":
      await import("./main.js");
      return -1;
    case "--version":
    case "-v":
      return print(`${version}\n`);
    case "--help":
    case "-h":
    case "help":
      return print(usage);
    default:
      throw new UsageError(command === undefined ? "a command is missing" : `there is no command \`${command}\``);
  }
}

async function scanCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: "string", default: "text" },
      output: { type: "string", short: "o" },
      "fail-on": { type: "string", default: "error" },
      isolated: { type: "boolean", default: false },
      "files-from": { type: "string" },
      config: { type: "string" },
      preset: { type: "string" },
    },
  });
  const format = oneOf("--format", values.format, ["text", "json"] as const);
  const failOn = oneOf("--fail-on", values["fail-on"], ["error", "warning", "info", "never"] as const);
  const preset = values.preset === undefined ? undefined : oneOf("--preset", values.preset, ["recommended", "strict"] as const);
  const listed = values["files-from"] === undefined ? [] : await readList(values["files-from"]);
  const paths = [...positionals, ...listed];
  const config = values.config === undefined ? undefined : await readConfig(values.config);
  const { result, unreadable } = await scan({
    paths: paths.length > 0 || values["files-from"] !== undefined ? paths : ["."],
    isolated: values.isolated,
    withFixes: format === "json",
    settings: { today, ...(preset ? { preset } : {}) },
    config,
    version,
    progress: (done, total) => {
      if (process.stderr.isTTY && total > 1) process.stderr.write(done === total ? "\r\u001b[K" : `\r${done} of ${total}`);
    },
  });
  const colour = process.stdout.isTTY === true && values.output === undefined && !process.env.NO_COLOR;
  const report = format === "json" ? jsonReport(result) : textReport(result, colour);
  if (values.output === undefined) await print(report);
  else await writeFile(values.output, report);
  for (const it of unreadable) process.stderr.write(`ztlint: cannot read ${it}\n`);
  if (unreadable.length > 0) return 2;
  if (failOn === "never") return 0;
  const order: readonly Severity[] = ["info", "warning", "error"];
  return result.findings.some((it) => it.finding.suppressed === false && order.indexOf(it.finding.severity) >= order.indexOf(failOn))
    ? 1
    : 0;
}

async function fixCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      level: { type: "string", default: "safe" },
      "dry-run": { type: "boolean", default: false },
      config: { type: "string" },
      rule: { type: "string" },
    },
  });
  const level: FixLevel = oneOf("--level", values.level, ["safe", "review"] as const);
  const config = values.config === undefined ? undefined : await readConfig(values.config);
  const { engine, root, found } = await openWorkspace(positionals.length > 0 ? positionals : ["."], { today }, config);
  const changed = engine.fixAll({ level, ...(values.rule === undefined ? {} : { rule: values.rule }) });
  for (const [path, text] of changed) {
    const file = resolve(root, path);
    if (values["dry-run"]) await print(unifiedDiff(fromHere(file), engine.text(path), text));
    else await writeWhole(file, text);
  }
  if (!values["dry-run"]) await print(`${changed.size} ${changed.size === 1 ? "file" : "files"} changed\n`);
  for (const it of found.unreadable) process.stderr.write(`ztlint: cannot read ${it.file}: ${it.reason}\n`);
  return found.unreadable.length > 0 ? 2 : 0;
}

/** Through a sibling, so that a crash leaves the old text or the new one. */
async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.ztlint-tmp`;
  await writeFile(beside, text);
  await rename(beside, file);
}

async function explainCommand(args: readonly string[]): Promise<number> {
  const [id] = args;
  if (id === undefined) throw new UsageError("explain needs a rule id");
  const page = await pageOf(id);
  if (page === undefined) throw new UsageError(`there is no rule \`${id}\`; \`ztlint rules\` lists them`);
  return print(page);
}

async function rulesCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { format: { type: "string", default: "text" } } });
  if (oneOf("--format", values.format, ["text", "json"] as const) === "json")
    return print(
      `${JSON.stringify(
        rules.map(({ id, title, severity, pillar, tenet, fixes, refs }) => ({
          id,
          title,
          severity,
          pillar,
          tenet,
          fixes,
          refs,
          page: `rules/${id}.md`,
        })),
        undefined,
        2,
      )}\n`,
    );
  const widest = Math.max(...rules.map((it) => it.id.length));
  return print(rules.map((it) => `${it.id.padEnd(widest)}  ${it.severity.padEnd(7)}  ${it.fixes.padEnd(6)}  ${it.title}\n`).join(""));
}

async function readList(file: string): Promise<readonly string[]> {
  const text = file === "-" ? readFileSync(0, "utf8") : await readFile(file, "utf8").catch(() => fail(`cannot read ${file}`));
  return text.split(/\r?\n/).filter((it) => it !== "");
}

async function readConfig(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => fail(`cannot read ${file}`));
}

function fail(message: string): never {
  throw new UsageError(message);
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  return allowed.find((it) => it === value) ?? fail(`${option} is one of ${allowed.join(", ")}`);
}

/** Resolves when the text has been handed over, however slow the reader is. */
function print(text: string): Promise<0> {
  return new Promise((done, failed) => {
    process.stdout.write(text, (error) => (error && !("code" in error && error.code === "EPIPE") ? failed(error) : done(0)));
  });
}

/** Runs a command and sets the exit code. */
export async function commandLine(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", () => process.exit(0));
  try {
    const code = await main(argv);
    if (code >= 0) process.exitCode = code;
  } catch (error) {
    const wrongUsage =
      error instanceof UsageError || (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
    process.stderr.write(
      wrongUsage
        ? `ztlint: ${error.message}\n\n${usage}`
        : `ztlint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 2;
  }
}
