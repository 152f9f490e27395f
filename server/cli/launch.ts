/** Starts the bundle with the code that V8 made of it at build time, where this is the same V8: compiling is half of a short run. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

/** The bundle and what V8 made of it (scripts/compile.mjs), beside this file. */
const bundle = join(__dirname, "ztlint.cjs");
const compiled = join(__dirname, `ztlint-${process.versions.v8}-${process.arch}.code`);
/** Bytes of the digest over bundle and code that the compiled code begins with: V8 itself would run code that was damaged, or is of another bundle. */
const digest = 32;

/** As `require`. V8 takes compiled code only of the same version and flags; without it, it compiles. */
export function load<T>(): T {
  const require = createRequire(bundle);
  let kept: Buffer;
  try {
    kept = readFileSync(compiled);
  } catch {
    return require(bundle);
  }
  const source = readFileSync(bundle);
  const code = kept.subarray(digest);
  if (!createHash("sha256").update(source).update(code).digest().equals(kept.subarray(0, digest))) return require(bundle);
  const script = new Script(Module.wrap(source.toString("utf8")), { filename: bundle, cachedData: code });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, __dirname);
  return module.exports as T;
}
