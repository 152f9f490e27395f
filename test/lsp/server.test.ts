/** The protocol, spoken to the real server process; and the command line, which must find the same. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const cli = join(root, "dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "ztlint-lsp-"));
const uri = (name: string): string => pathToFileURL(join(folder, name)).toString();

const policy =
  'resource "aws_iam_policy" "app" {\n  policy = jsonencode({\n    Statement = [{\n      Effect   = "Allow"\n      Action   = "s3:*"\n      Resource = "arn:aws:s3:::a/*"\n    }]\n  })\n}\n';
const peer = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\nspec:\n  mtls:\n    mode: PERMISSIVE\n";

let server: ChildProcess;
let client: MessageConnection;
const pushed = new Map<string, readonly { readonly code: string }[]>();

beforeAll(async () => {
  execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root });
  writeFileSync(join(folder, "main.tf"), policy);
  mkdirSync(join(folder, "k"));
  writeFileSync(join(folder, "k/mesh.yaml"), peer);
  server = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  if (!server.stdout || !server.stdin) throw new Error("no pipes");
  client = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  client.onRequest("client/registerCapability", () => null);
  client.onRequest("workspace/configuration", () => [null]);
  client.onRequest("workspace/diagnostic/refresh", () => null);
  client.onRequest("window/workDoneProgress/create", () => null);
  client.onNotification("textDocument/publishDiagnostics", (it: { uri: string; diagnostics: { code: string }[] }) => {
    pushed.set(it.uri, it.diagnostics);
  });
  client.listen();
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "w" }],
    capabilities: {
      window: { workDoneProgress: true },
      textDocument: { diagnostic: {} },
      workspace: { configuration: true, diagnostics: { refreshSupport: true }, workspaceFolders: true },
    },
  });
  await client.sendNotification("initialized", {});
}, 60_000);

afterAll(async () => {
  await client.sendRequest("shutdown");
  await client.sendNotification("exit");
  client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface Pulled {
  readonly kind: string;
  readonly resultId?: string;
  readonly items: readonly { readonly code: string; readonly source: string; readonly range: Range; readonly data?: unknown }[];
}
interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
interface Action {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly edit?: {
    readonly documentChanges: readonly {
      readonly textDocument: { readonly version: number };
      readonly edits: readonly { readonly newText: string }[];
    }[];
  };
}

const pull = (name: string, previousResultId?: string): Promise<Pulled> =>
  client.sendRequest("textDocument/diagnostic", { textDocument: { uri: uri(name) }, previousResultId });
const actions = (name: string, range: Range, only?: readonly string[]): Promise<readonly Action[]> =>
  client.sendRequest("textDocument/codeAction", {
    textDocument: { uri: uri(name) },
    range,
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });

describe("language server", () => {
  test("pulls diagnostics of what the disk and then the buffer say", async () => {
    const first = await pull("main.tf");
    expect(first.items.map((it) => it.code)).toEqual(["iam/policy-without-version", "iam/wildcard-action"]);
    expect(first.items[0]).toMatchObject({ source: "ztlint", data: { rule: "iam/policy-without-version" } });
    expect((await pull("main.tf", first.resultId)).kind).toBe("unchanged");
    await client.sendNotification("textDocument/didOpen", {
      textDocument: { uri: uri("main.tf"), languageId: "terraform", version: 1, text: policy },
    });
    const at = { line: 4, character: 18 };
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri: uri("main.tf"), version: 2 },
      contentChanges: [{ range: { start: at, end: { line: 4, character: 22 } }, text: "s3:GetObject" }],
    });
    expect((await pull("main.tf")).items.map((it) => it.code)).toEqual(["iam/policy-without-version"]);
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri: uri("main.tf"), version: 3 },
      contentChanges: [{ text: policy }],
    });
  });

  test("offers proved, versioned fixes, suppression and explanation; preferred when safe", async () => {
    const { items } = await pull("main.tf");
    const [version, wildcard] = items;
    const safe = await actions("main.tf", version?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
    expect(safe[0]).toMatchObject({ isPreferred: true, kind: "quickfix" });
    expect(safe[0]?.edit?.documentChanges[0]?.textDocument.version).toBe(3);
    const review = await actions("main.tf", wildcard?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
    expect(review.some((it) => it.title.startsWith("Read only") && it.isPreferred !== true)).toBe(true);
    expect(
      review.some((it) => it.title.startsWith("Ignore iam/wildcard-action")) && review.some((it) => it.title.startsWith("Explain")),
    ).toBe(true);
  });

  test("source.fixAll.ztlint holds the safe fixes alone", async () => {
    const [all] = await actions("main.tf", { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }, ["source.fixAll.ztlint"]);
    const text = JSON.stringify(all?.edit);
    expect(text).toContain("2012-10-17");
    expect(text).not.toContain("s3:GetObject");
  });

  test("hovers, explains, scans the workspace", async () => {
    const hover = await client.sendRequest<{ contents: { value: string } }>("textDocument/hover", {
      textDocument: { uri: uri("main.tf") },
      position: { line: 4, character: 19 },
    });
    expect(hover.contents.value).toMatch(/`s3:\*` names \d+ actions.*\n\n\*\*iam\/wildcard-action\*\*/s);
    expect(await client.sendRequest("ztlint/explain", { rule: "iam/wildcard-action" })).toMatchObject({ title: "Wildcard action" });
    expect(await client.sendRequest("ztlint/explain", { rule: "no/such" })).toBeNull();
    expect(await client.sendRequest("ztlint/scanWorkspace", {})).toMatchObject({ files: 2, cancelled: false });
    expect(pushed.get(uri("k/mesh.yaml"))?.map((it) => it.code)).toEqual(["mesh/mtls-not-strict"]);
  });

  test("a scan stops when the user has had enough", async () => {
    const stop = client.onNotification("$/progress", ({ token, value }: { token: string; value: { kind: string } }) => {
      if (value.kind === "begin") void client.sendNotification("window/workDoneProgress/cancel", { token });
    });
    // Enough work that the cancellation arrives in the middle of it.
    const long = Array.from({ length: 40 }, (_, i) => policy.replace('"app"', `"app${i}"`)).join("");
    for (let i = 0; i < 400; i++) writeFileSync(join(folder, `many${i}.tf`), long);
    await client.sendNotification("workspace/didChangeWatchedFiles", {
      changes: Array.from({ length: 400 }, (_, i) => ({ uri: uri(`many${i}.tf`), type: 1 })),
    });
    for (let i = 0; i < 400; i++)
      while (
        (await client.sendRequest<Pulled>("textDocument/diagnostic", { textDocument: { uri: uri(`many${i}.tf`) } })).items.length === 0
      )
        await new Promise((done) => setTimeout(done, 20));
    // Judged already: a changed configuration makes all of it work again.
    await client.sendNotification("workspace/didChangeConfiguration", { settings: null });
    const summary = await client.sendRequest<{ files: number; cancelled: boolean }>("ztlint/scanWorkspace", {});
    stop.dispose();
    for (let i = 0; i < 400; i++) rmSync(join(folder, `many${i}.tf`));
    await client.sendNotification("workspace/didChangeWatchedFiles", {
      changes: Array.from({ length: 400 }, (_, i) => ({ uri: uri(`many${i}.tf`), type: 3 })),
    });
    expect(summary.cancelled).toBe(true);
  });

  test("a client that cannot pull is told", async () => {
    const other = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    if (!other.stdout || !other.stdin) throw new Error("no pipes");
    const simple = createMessageConnection(new StreamMessageReader(other.stdout), new StreamMessageWriter(other.stdin));
    const told = new Promise<readonly string[]>((done) => {
      simple.onNotification("textDocument/publishDiagnostics", (it: { diagnostics: { code: string }[] }) => {
        if (it.diagnostics.length > 0) done(it.diagnostics.map((one) => one.code));
      });
    });
    simple.listen();
    await simple.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
    await simple.sendNotification("initialized", {});
    await simple.sendNotification("textDocument/didOpen", {
      textDocument: { uri: "untitled:Untitled-1", languageId: "yaml", version: 1, text: peer },
    });
    expect(await told).toEqual(["mesh/mtls-not-strict"]);
    await simple.sendRequest("shutdown");
    await simple.sendNotification("exit");
    simple.dispose();
  });

  test("survives requests about nothing", async () => {
    expect((await pull("missing.tf")).items).toEqual([]);
    expect(await actions("missing.yaml", { start: { line: 9, character: 9 }, end: { line: 99, character: 9 } })).toEqual([]);
    await client.sendNotification("textDocument/didChange", {
      textDocument: { uri: uri("never-opened.tf"), version: 9 },
      contentChanges: [{ text: "x" }],
    });
    await client.sendNotification("textDocument/didClose", { textDocument: { uri: uri("never-opened.tf") } });
    expect((await pull("main.tf")).items.length).toBe(2);
  });
});

describe("command line", () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: "utf8" });

  test("invariant 12: the same findings as the language server", async () => {
    const { status, stdout } = run("scan", ".", "--format", "json");
    expect(status).toBe(1);
    const report: {
      version: number;
      findings: { file: string; rule: string; range: Range; fixes: unknown[] }[];
      files: { scanned: number };
    } = JSON.parse(stdout);
    expect(report.version).toBe(1);
    for (const name of ["main.tf", "k/mesh.yaml"]) {
      const theirs = report.findings.filter((it) => it.file === name).map((it) => [it.rule, it.range]);
      expect(theirs).toEqual((await pull(name)).items.map((it) => [it.code, it.range]));
    }
    expect(report.findings.every((it) => it.fixes.length > 0)).toBe(true);
  });

  test("starts with the code that was compiled at build time, without any, and with damaged code", () => {
    const dist = join(root, "dist");
    const [code = ""] = readdirSync(dist).filter((it) => it.endsWith(".code"));
    const taken = `const { readFileSync } = require("node:fs"); const { Script } = require("node:vm");
      const source = require("node:module").wrap(readFileSync(process.argv[1] + "/ztlint.cjs", "utf8"));
      const cachedData = readFileSync(process.argv[1] + "/" + process.argv[2]).subarray(32);
      process.exitCode = new Script(source, { cachedData }).cachedDataRejected ? 1 : 0;`;
    expect(spawnSync(process.execPath, ["-e", taken, dist, code]).status).toBe(0);
    const bare = join(folder, "bare");
    cpSync(dist, bare, { recursive: true, filter: (it) => !it.endsWith(".code") });
    const { stdout } = spawnSync(process.execPath, [join(bare, "cli.js"), "scan", "main.tf"], { cwd: folder, encoding: "utf8" });
    expect(stdout).toContain("iam/wildcard-action");
    expect(stdout).toBe(run("scan", "main.tf").stdout);
    // V8 ends the process over damaged code.
    const damaged = readFileSync(join(dist, code));
    for (let i = 200; i < damaged.length; i += 999) damaged[i] = ~(damaged[i] ?? 0);
    writeFileSync(join(bare, code), damaged);
    expect(spawnSync(process.execPath, [join(bare, "cli.js"), "scan", "main.tf"], { cwd: folder, encoding: "utf8" }).stdout).toBe(stdout);
    rmSync(bare, { recursive: true });
  });

  test("exit codes: findings, thresholds, wrong usage, unreadable input", () => {
    expect(run("scan", "k").status).toBe(0);
    expect(run("scan", "k", "--fail-on", "warning").status).toBe(1);
    expect(run("scan", "--fail-on", "never").status).toBe(0);
    expect(run("scan", "--format", "nonsense").status).toBe(2);
    expect(run("nonsense").status).toBe(2);
    const gone = run("scan", "gone.tf", "k");
    expect([gone.status, gone.stderr.includes("gone.tf")]).toEqual([2, true]);
  });

  test("--isolated keeps paths apart, --files-from reads a list", () => {
    writeFileSync(join(folder, "list.txt"), "main.tf\nk\n");
    const { stdout } = run("scan", "--isolated", "--files-from", "list.txt", "--format", "json", "--fail-on", "never");
    const files = new Set(JSON.parse(stdout).findings.map((it: { file: string }) => it.file));
    expect(files).toEqual(new Set(["main.tf", "k/mesh.yaml"]));
  });

  test("fix writes what a dry run shows", () => {
    const dry = run("fix", "k", "--level", "review", "--dry-run");
    expect(dry.stdout).toContain("-    mode: PERMISSIVE\n+    mode: STRICT");
    expect(readFileSync(join(folder, "k/mesh.yaml"), "utf8")).toBe(peer);
    expect(run("fix", "k", "--level", "review").status).toBe(0);
    expect(readFileSync(join(folder, "k/mesh.yaml"), "utf8")).toBe(peer.replace("PERMISSIVE", "STRICT"));
  });

  test("explain and rules", () => {
    expect(run("explain", "iam/wildcard-action").stdout).toMatch(/^# Wildcard action/);
    expect(run("explain", "no/such").status).toBe(2);
    expect(JSON.parse(run("rules", "--format", "json").stdout)[0]).toHaveProperty("page");
  });

  test("files that cannot be read are named, and the rest is scanned", () => {
    writeFileSync(join(folder, "binary.tf"), Buffer.from([0, 1, 2]));
    writeFileSync(join(folder, "broken.tf"), 'resource "a" "b" {\n');
    // To open a pipe waits for somebody who writes to it.
    const hasPipe = spawnSync("mkfifo", [join(folder, "pipe.tf")]).status === 0;
    const report = JSON.parse(run("scan", ".", "--format", "json").stdout);
    const pipe = hasPipe ? [{ file: "pipe.tf", reason: "not a file" }] : [];
    expect(report.files.skipped).toEqual([{ file: "binary.tf", reason: "binary" }, ...pipe]);
    rmSync(join(folder, "pipe.tf"), { force: true });
    // HashiCorp's own words: its parser is found beside the bundle.
    expect(run("scan", ".").stdout).toContain("syntax   Unclosed configuration block");
  });
});
