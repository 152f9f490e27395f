/** `npm run proof -- oracle|fuzz|fixes|hostile|suppressions FOLDER`: bundles a proof and runs it over real code. Ends with its figures; exit code 1 when something fell. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { pages } from "../../scripts/pages-plugin.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [name = "", ...rest] = process.argv.slice(2);
const scripts = {
  oracle: "oracle.ts",
  fixes: "fixes.ts",
  fuzz: "fuzz.ts",
  hostile: "hostile.ts",
  suppressions: "suppressions.ts",
  bench: "../bench/bench.ts",
};
if (!(name in scripts)) {
  console.error("usage: npm run proof -- oracle|fuzz|fixes|hostile|suppressions FOLDER   or   npm run bench");
  process.exit(2);
}
// Beside node_modules, so that packages left out of the bundle are found.
const scratch = mkdtempSync(join(here, "../../node_modules/.proof-"));
const outfile = join(scratch, "proof.mjs");
await build({
  entryPoints: [join(here, scripts[name])],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  plugins: [pages.esbuild],
  logLevel: "error",
});
const { status } = spawnSync(process.execPath, ["--expose-gc", outfile, ...rest], { stdio: "inherit" });
rmSync(scratch, { recursive: true, force: true });
process.exit(status ?? 1);
