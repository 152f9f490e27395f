/** The server under random typing and broken messages: what it says then is what a fresh analysis says, and it goes on. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createEngine } from "../../server/engine/index.js";
import { LineTable } from "../../server/syntax/text.js";
import { mutate, randomFrom } from "../proof/mutations.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const cli = join(root, "dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "ztlint-typing-"));
const uri = (name: string): string => pathToFileURL(join(folder, name)).toString();
const files: Readonly<Record<string, string>> = {
  "main.tf":
    'locals {\n  all = "s3:*"\n}\nresource "aws_iam_policy" "app" {\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [{\n      Effect   = "Allow"\n      Action   = local.all\n      Resource = "arn:aws:s3:::a/*"\n    }]\n  })\n}\n',
  "net.tf":
    'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\nresource "aws_security_group" "b" {\n  vpc_id = aws_vpc.a.id\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n',
  "k/mesh.yaml":
    "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\nspec:\n  mtls:\n    mode: PERMISSIVE\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n",
};
const languages: Readonly<Record<string, string>> = { tf: "terraform", yaml: "yaml" };
const seed = Number(process.env.FUZZ_SEED ?? 7);

let server: ChildProcess;
let client: MessageConnection;

beforeAll(async () => {
  if (!existsSync(cli)) execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root });
  writeFileSync(join(folder, "readme.txt"), "nothing");
  server = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  if (!server.stdout || !server.stdin) throw new Error("no pipes");
  client = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  client.listen();
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: "w" }],
    capabilities: { textDocument: { diagnostic: {} } },
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
  readonly items: readonly { readonly code: string; readonly message: string; readonly range: unknown }[];
}

/** What a fresh engine says of the same texts, as the protocol would. */
function fresh(texts: ReadonlyMap<string, TextDocument>, name: string): readonly unknown[] {
  const engine = createEngine();
  engine.configure({ today: new Date().toISOString().slice(0, 10) });
  engine.change([...texts].map(([path, it]) => [path, it.getText()] as const));
  const lines = new LineTable(engine.text(name) ?? "");
  return engine
    .findings(name)
    .filter((it) => it.suppressed === false)
    .map((it) => ({ code: it.rule, message: it.message, range: { start: lines.position(it.start), end: lines.position(it.end) } }));
}

test(`random typing leaves the state of a fresh analysis (seed ${seed})`, async () => {
  const random = randomFrom(seed);
  const texts = new Map(
    Object.entries(files).map(([name, text]) => [name, TextDocument.create(uri(name), languages[name.split(".")[1] ?? ""] ?? "", 1, text)]),
  );
  for (const it of texts.values())
    await client.sendNotification("textDocument/didOpen", {
      textDocument: { uri: it.uri, languageId: it.languageId, version: 1, text: it.getText() },
    });
  const names = [...texts.keys()];
  for (let i = 0; i < 150; i++) {
    const name = names[Math.floor(random() * names.length)] ?? "";
    const it = texts.get(name);
    if (it === undefined) continue;
    const before = it.getText();
    // Now and then everything is put right again, so that findings come back.
    const after = i % 6 === 5 ? (files[name] ?? "") : mutate(before, random);
    let start = 0;
    while (start < before.length && before[start] === after[start]) start++;
    // Halves of a pair of surrogates are not for sending.
    if (/[\ud800-\udfff]/.test(after)) continue;
    const change =
      random() < 0.2
        ? { text: after }
        : { range: { start: it.positionAt(start), end: it.positionAt(before.length) }, text: after.slice(start) };
    const version = it.version + 1;
    texts.set(name, TextDocument.update(it, [change], version));
    await client.sendNotification("textDocument/didChange", { textDocument: { uri: it.uri, version }, contentChanges: [change] });
    if (i % 3 !== 0) continue;
    for (const asked of names) {
      const { items } = await client.sendRequest<Pulled>("textDocument/diagnostic", { textDocument: { uri: uri(asked) } });
      const found = items.filter((one) => one.code.includes("/")).map(({ code, message, range }) => ({ code, message, range }));
      expect([i, asked, found]).toEqual([i, asked, fresh(texts, asked)]);
    }
  }
});

test("broken messages are answered or passed over, and the next request is served", async () => {
  const raw = (body: string, length = Buffer.byteLength(body)): void => {
    server.stdin?.write(`Content-Length: ${length}\r\n\r\n${body}`);
  };
  for (const body of [
    "{",
    "[]",
    "null",
    "42",
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":"x1","method":"textDocument/hover"}',
    '{"jsonrpc":"2.0","id":"x2","method":"textDocument/diagnostic","params":{}}',
    '{"jsonrpc":"2.0","id":"x3","method":"textDocument/codeAction","params":{"textDocument":{"uri":5},"range":null}}',
    '{"jsonrpc":"2.0","id":"x4","method":"no/such","params":[1,2]}',
    '{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///nowhere.tf","version":"a"},"contentChanges":[{"range":{"start":{"line":-5,"character":1e9},"end":{}},"text":7}]}}',
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{}}',
    '{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"ztlint":{"rules":[1],"exclude":"x","preset":9}}}}',
    '{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":"untitled:x","type":9},{"uri":"%%%","type":1}]}}',
  ])
    raw(body);
  const { items } = await client.sendRequest<Pulled>("textDocument/diagnostic", { textDocument: { uri: uri("net.tf") } });
  expect(Array.isArray(items)).toBe(true);
});

test("versions that arrive out of order change what they say they change, and an edit for an old version names that version", async () => {
  const text = files["k/mesh.yaml"] ?? "";
  const name = uri("late.yaml");
  await client.sendNotification("textDocument/didOpen", { textDocument: { uri: name, languageId: "yaml", version: 5, text } });
  await client.sendNotification("textDocument/didChange", {
    textDocument: { uri: name, version: 9 },
    contentChanges: [{ text: text.replace("PERMISSIVE", "STRICT") }],
  });
  await client.sendNotification("textDocument/didChange", { textDocument: { uri: name, version: 7 }, contentChanges: [{ text }] });
  const { items } = await client.sendRequest<Pulled>("textDocument/diagnostic", { textDocument: { uri: name } });
  expect(items.map((it) => it.code)).toContain("mesh/mtls-not-strict");
  const actions = await client.sendRequest<
    readonly { readonly edit?: { readonly documentChanges: readonly { readonly textDocument: { readonly version: number } }[] } }[]
  >("textDocument/codeAction", {
    textDocument: { uri: name },
    range: { start: { line: 6, character: 0 }, end: { line: 6, character: 20 } },
    context: { diagnostics: [] },
  });
  for (const it of actions) for (const change of it.edit?.documentChanges ?? []) expect(change.textDocument.version).toBe(7);
});
