/** Starts the bundle with the code that V8 made of it at build time, where this is the same V8: compiling is half of a short run. */
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

/** The bundle and what V8 made of it (scripts/compile.mjs), beside this file. */
const bundle = join(__dirname, "ztlint.cjs");
const compiled = join(__dirname, `ztlint-${process.versions.v8}-${process.arch}.code`);

/** As `require`. V8 takes compiled code only of the same version, flags and source; without it, it compiles. */
export function load<T>(): T {
  const require = createRequire(bundle);
  let code: Buffer;
  try {
    code = readFileSync(compiled);
  } catch {
    return require(bundle);
  }
  const script = new Script(Module.wrap(readFileSync(bundle, "utf8")), { filename: bundle, cachedData: code });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, __dirname);
  return module.exports as T;
}
