/** Has V8 write down what it compiled of the bundle in a run over the examples: `dist/ztlint-<version>.code`, behind a digest, for server/cli/launch.ts. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Script } from "node:vm";

const bundle = resolve("dist/ztlint.cjs");
const source = readFileSync(bundle);
const script = new Script(Module.wrap(source.toString("utf8")), { filename: bundle });
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
const folder = mkdtempSync(join(tmpdir(), "ztlint-compile-"));
for (const format of ["text", "json"])
  await module.exports.commandLine(["scan", "examples", "--format", format, "--output", join(folder, "report"), "--fail-on", "never"]);
rmSync(folder, { recursive: true });
const code = script.createCachedData();
const digest = createHash("sha256").update(source).update(code).digest();
writeFileSync(`dist/ztlint-${process.versions.v8}-${process.arch}.code`, Buffer.concat([digest, code]));
