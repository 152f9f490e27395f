/** Nothing leaves the machine: no network, no eval, no child process, and no file but those that were asked for. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const cli = join(root, "dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "ztlint-privacy-"));
const workspace = join(folder, "w");
// Code from strings is refused by the engine itself.
const flags = ["--disallow-code-generation-from-strings", "--require", join(root, "test/harness/trap.cjs")];
let runs = 0;

beforeAll(() => {
  if (!existsSync(cli)) execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root });
  cpSync(join(root, "examples"), workspace, { recursive: true });
  writeFileSync(join(workspace, "broken.tf"), 'resource "a" "b" {\n');
  writeFileSync(join(workspace, ".ztlint.yaml"), "exclude: ['x/**']\n");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function trap(): { readonly env: NodeJS.ProcessEnv; caught(): readonly { readonly kind: string; readonly detail: string }[] } {
  const file = join(folder, `trap${runs++}`);
  writeFileSync(file, "");
  return {
    env: { ...process.env, ZTLINT_TRAP: file, ZTLINT_TRAP_ALL: "1" },
    caught: () => {
      const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
      return lines.map((it) => JSON.parse(it));
    },
  };
}

describe("the command line", () => {
  const run = (...args: string[]) => {
    const { env, caught } = trap();
    const { status, stderr } = spawnSync(process.execPath, [...flags, cli, ...args], { cwd: workspace, env, encoding: "utf8" });
    return { status, stderr, caught: caught() };
  };
  test("a scan with HashiCorp's parser, fixes and a report on standard output reaches nothing", () => {
    expect(run("scan", ".", "--format", "json")).toEqual({ status: 1, stderr: "", caught: [] });
    expect(run("explain", "iam/wildcard-action").caught).toEqual([]);
    expect(run("fix", "--level", "review", "--dry-run").caught).toEqual([]);
  });
  test("a report goes where it was asked to, and nowhere else", () => {
    const { caught } = run("scan", ".", "--output", "report.txt");
    expect(new Set(caught.map((it) => it.kind))).toEqual(new Set(["write"]));
    expect(caught.filter((it) => !it.detail.includes("report.txt"))).toEqual([]);
  });
  test("a fix writes the files that it fixes", () => {
    const { caught } = run("fix", "--level", "review");
    expect(caught.length).toBeGreaterThan(0);
    expect(caught.filter((it) => it.kind !== "write" || !/\.(?:tf|yaml)(?:\.ztlint-tmp)?$/.test(it.detail))).toEqual([]);
  });
  test("the trap sees what there is to see", () => {
    const { env, caught } = trap();
    spawnSync(process.execPath, [...flags, "-e", 'fetch("http://127.0.0.1:1").catch(() => {}); require("child_process").spawn("true")'], {
      env,
    });
    expect(new Set(caught().map((it) => it.kind))).toEqual(new Set(["network", "process"]));
    expect(spawnSync(process.execPath, [...flags, "-e", 'new Function("1")'], { env }).status).not.toBe(0);
  });
});

test("the language server reaches nothing while it opens, judges, fixes, hovers and scans", async () => {
  const { env, caught } = trap();
  const server = spawn(process.execPath, [...flags, cli, "lsp", "--stdio"], { env, stdio: ["pipe", "pipe", "inherit"] });
  if (!server.stdout || !server.stdin) throw new Error("no pipes");
  const client = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  client.onRequest("window/workDoneProgress/create", () => null);
  client.listen();
  const uri = pathToFileURL(join(workspace, "iam.tf")).toString();
  const textDocument = { uri };
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(workspace).toString(), name: "w" }],
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await client.sendNotification("initialized", {});
  const text = readFileSync(join(root, "examples/iam.tf"), "utf8");
  await client.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "terraform", version: 1, text: `${text}\nx "` },
  });
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  await client.sendRequest("textDocument/diagnostic", { textDocument });
  await client.sendRequest("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } });
  await client.sendRequest("textDocument/hover", { textDocument, position: { line: 5, character: 20 } });
  await client.sendRequest("ztlint/fixAll", {});
  await client.sendRequest("ztlint/scanWorkspace", {});
  // Long enough that HashiCorp's parser has been asked about the broken text.
  await new Promise((done) => setTimeout(done, 1500));
  await client.sendRequest("shutdown");
  const ended = new Promise((done) => server.once("exit", done));
  await client.sendNotification("exit");
  await ended;
  client.dispose();
  expect(caught()).toEqual([]);
});
