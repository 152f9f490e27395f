/** Holds the layers: who may import whom, and where the outside world may be named (invariants 1, 2, 3 and 13). */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

interface Source {
  /** POSIX path below the project's root. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ["client", "server", "rules"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((it) => /\.ts$/.test(it) && !it.endsWith(".d.ts"))
    .map((it) => {
      const path = `${folder}/${it.replaceAll("\\", "/")}`;
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, imports: ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName) };
    }),
);

/** The project path that a relative import means; undefined for packages. */
function target(from: string, name: string): string | undefined {
  if (!name.startsWith(".")) return undefined;
  return relative(root, resolve(root, dirname(from), name)).replaceAll("\\", "/");
}

function offenders(inside: RegExp, allowed: (name: string, path: string | undefined) => boolean): readonly string[] {
  return sources
    .filter((it) => inside.test(it.path))
    .flatMap((it) => it.imports.filter((name) => !allowed(name, target(it.path, name))).map((name) => `${it.path} imports ${name}`));
}

test("invariant 1: rules import only rules", () => {
  expect(offenders(/^rules\//, (_, path) => path?.startsWith("rules/") === true)).toEqual([]);
});

test("invariant 2: vscode only in client, the protocol only at the rim", () => {
  expect(offenders(/^(server|rules)\//, (name) => name !== "vscode")).toEqual([]);
  expect(
    offenders(/^(server\/(?!lsp\/|main\.ts|browser\.ts|cli\.ts|cli\/)|rules\/)/, (name) => !name.startsWith("vscode-languageserver")),
  ).toEqual([]);
  expect(
    offenders(
      /^client\//,
      (name, path) => path === undefined || path.startsWith("client/") || path === "server/protocol.js" || name.endsWith("package.json"),
    ),
  ).toEqual([]);
});

test("invariant 3: the core names no outside world", () => {
  const rim = /^(client\/|server\/(main|browser|cli|files|worker)\.ts|server\/(cli|lsp|workers)\/|server\/syntax\/hcl\/hashicorp\.ts)/;
  const outside = /\b(?:process\.|console\.|setTimeout|setInterval|setImmediate|new Date|Date\.now|Math\.random|performance\.now|fetch\()/;
  const found = sources
    .filter((it) => !rim.test(it.path))
    .flatMap((it) => {
      const code = ts.transpileModule(it.text, {
        compilerOptions: { removeComments: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      }).outputText;
      const bare = code.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
      const word = outside.exec(bare)?.[0];
      return [
        ...it.imports.filter((name) => name.startsWith("node:")).map((name) => `${it.path} imports ${name}`),
        ...(word ? [`${it.path} says ${word}`] : []),
      ];
    });
  expect(found).toEqual([]);
});

test("layers point one way: syntax < terraform, kubernetes < model < engine < faces", () => {
  const below: readonly [RegExp, RegExp][] = [
    [/^server\/syntax\//, /^(server\/syntax\/|rules\/(vocabulary|api))/],
    [/^server\/terraform\//, /^(server\/(syntax|terraform)\/|server\/(sources|incremental)|rules\/(vocabulary|api|lib))/],
    [/^server\/kubernetes\//, /^(server\/(syntax|terraform|kubernetes)\/|server\/(sources|incremental)|rules\/(vocabulary|api|lib))/],
    [/^server\/model\//, /^(server\/(syntax|terraform|kubernetes|model)\/|server\/(sources|incremental)|rules\/(vocabulary|api|lib))/],
    [/^server\/engine\//, /^(server\/(syntax|terraform|kubernetes|model|engine)\/|server\/(sources|incremental)|rules\/)/],
    [/^server\/report\//, /^server\/(report|engine|syntax|pages)|^rules\//],
  ];
  for (const [inside, allowed] of below) expect(offenders(inside, (_, path) => path === undefined || allowed.test(path))).toEqual([]);
});

test("only the command line ends the process", () => {
  expect(sources.filter((it) => it.path !== "server/cli.ts" && /process\.exit\b/.test(it.text)).map((it) => it.path)).toEqual([]);
});

test("every file says in one sentence what it is", () => {
  expect(sources.filter((it) => !/^(#!.*\n)?(\/\*\*? |\/\/ )/.test(it.text)).map((it) => it.path)).toEqual([]);
});

test("invariant 13: rules/index.ts is fresh, and a rule's id is its path", async () => {
  expect(() => execFileSync(process.execPath, [join(root, "scripts/index-rules.mjs"), "--check"], { stdio: "pipe" })).not.toThrow();
  for (const it of sources.filter((source) => /^rules\/(?!lib|vocabulary)[^/]+\/[^/]+\.ts$/.test(source.path)))
    expect(it.text, it.path).toContain(`id: "${it.path.slice("rules/".length, -3)}"`);
});
